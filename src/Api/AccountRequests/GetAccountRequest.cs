using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.AccountRequests;

public sealed record AccountRequestDetailResponse
{
    public required AccountRequestResponse AccountRequest { get; init; }

    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<AccountRequestUserResponse> Users { get; init; }
}

public sealed record AccountRequestUserResponse
{
    public required string Name { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>The fields that were ticked on the user's own form; absent: every test.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>The signed documents; none once the request is rejected.</summary>
    public required IReadOnlyList<AccountRequestFileResponse> Files { get; init; }
}

public sealed record AccountRequestFileResponse
{
    public required Id<AccountRequestFile> Id { get; init; }

    public required AccountRequestFileKind Kind { get; init; }

    /// <summary>What the content was found to be.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public required string Checksum { get; init; }

    internal static AccountRequestFileResponse From(AccountRequestFile file) => new()
    {
        Id = file.Id,
        Kind = file.Kind,
        ContentType = file.ContentType,
        Size = file.Size,
        Checksum = file.Checksum,
    };
}

internal sealed class GetAccountRequest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/account-requests/{requestId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<AccountRequestDetailResponse> Handle(Id<AccountRequest> requestId, AppDb db, CancellationToken cancel)
    {
        var request = await db.AccountRequests.AsNoTracking().Where(request => request.Id == requestId).RequireAsync(cancel);
        var users = await db.AccountRequestUsers.AsNoTracking().Where(user => user.RequestId == requestId).OrderBy(user => user.Number).ToListAsync(cancel);
        var files = (await db.AccountRequestFiles.AsNoTracking().Where(file => file.RequestId == requestId).OrderBy(file => file.Kind).ToListAsync(cancel)).ToLookup(file => file.UserNumber);
        return new AccountRequestDetailResponse
        {
            AccountRequest = AccountRequestResponse.From(request),
            Users =
            [
                .. users.Select(user => new AccountRequestUserResponse
                {
                    Name = user.Name,
                    Email = user.Email,
                    Roles = user.Roles,
                    Fields = user.Fields,
                    Files = [.. files[user.Number].Select(AccountRequestFileResponse.From)],
                }),
            ],
        };
    }
}
