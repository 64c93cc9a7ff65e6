using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>The user who is signed in.</summary>
public sealed record MeResponse
{
    public required Id<User> Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    /// <summary>The fields of study whose tests the user sees; absent: every test.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    public required UserStatus Status { get; init; }

    /// <summary>The language of mails to the user: <c>nl</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Whether signing in takes a code too.</summary>
    public required bool TwoFactor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The user who is signed in.</summary>
internal sealed class GetMe : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me", Handle)
        .RequiresUser();

    private static async Task<MeResponse> Handle(HttpContext http, AppDb db, Caller caller, CancellationToken cancel)
    {
        var user = await db.Users.Where(user => user.Id == caller.User).RequireAsync(cancel);
        http.SetETag(db, user);
        return await ShowAsync(user, db, cancel);
    }

    internal static async Task<MeResponse> ShowAsync(User user, AppDb db, CancellationToken cancel) => new()
    {
        Id = user.Id,
        Name = user.Name,
        Email = user.Email,
        Roles = user.Roles,
        DepartmentId = user.DepartmentId,
        Fields = user.Fields,
        Status = user.Status,
        Language = user.Language,
        TwoFactor = await db.TwoFactors.AnyAsync(factor => factor.UserId == user.Id && factor.ConfirmedAt != null, cancel),
        CreatedAt = user.CreatedAt,
    };
}
