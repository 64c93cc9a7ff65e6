using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Infrastructure.Database;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Organisations;

public sealed record MeRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>The language of mails to the user: <c>nl</c> or <c>en</c>.</summary>
    [Required, AllowedValues("nl", "en")]
    public required string Language { get; init; }
}

/// <summary>Changes the user's own data (T). The address is the admin's to change: what is mailed there opens the account.</summary>
internal sealed class ChangeMe : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/me", Handle)
        .AcceptsPatchOf<MeRequest>()
        .RequiresUser()
        .Fails(HttpErrors.Stale, HttpErrors.Invalid);

    private static async Task<MeResponse> Handle(
        JsonElement patch, HttpContext http, AppDb db, Caller caller, MergePatch merge, Audit audit, CancellationToken cancel)
    {
        var user = await db.Users.Where(user => user.Id == caller.User).RequireAsync(cancel);
        http.CheckIfMatch(db, user);
        var changed = merge.Apply(new MeRequest { Name = user.Name, Language = user.Language }, patch);
        user.ChangeOwnData(changed.Name, changed.Language);
        audit.Log("user.changed", user.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, user);
        return await GetMe.ShowAsync(user, db, cancel);
    }
}
