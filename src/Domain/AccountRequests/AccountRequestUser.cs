using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.AccountRequests;

/// <summary>One of the people of a request, by their place in it.</summary>
public sealed class AccountRequestUser : TenantOwned
{
    private AccountRequestUser()
    {
    }

    public Id<AccountRequest> RequestId { get; private set; }

    /// <summary>From 0, in the order of the request.</summary>
    public int Number { get; private set; }

    public string Name { get; private set; } = null!;

    public string Email { get; private set; } = null!;

    public Role[] Roles { get; private set; } = null!;

    public string[]? Fields { get; private set; }

    public static AccountRequestUser Of(Id<AccountRequest> request, int number, WantedUser wanted) => new()
    {
        RequestId = request,
        Number = number,
        Name = wanted.Name,
        Email = wanted.Email,
        Roles = [.. wanted.Roles],
        Fields = wanted.Fields is null ? null : [.. wanted.Fields],
    };
}
