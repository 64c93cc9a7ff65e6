using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record RaterAuthorisationRequest
{
    /// <summary>Somebody who may rate, such as a user with the role <c>rater</c>.</summary>
    public required Id<User> UserId { get; init; }

    public required Skill Skill { get; init; }

    /// <summary>Of this programme only; absent: of any.</summary>
    public Programme? Programme { get; init; }

    /// <summary>For this test only; absent: for every test of the skill.</summary>
    public Id<Test>? TestId { get; init; }

    /// <summary>The first day, in the Netherlands.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly To { get; init; }

    /// <summary>On what it rests: a number, a certificate, a decision.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Reference { get; init; }
}

public sealed record RaterAuthorisationResponse
{
    public required Id<RaterAuthorisation> Id { get; init; }

    public required Id<User> UserId { get; init; }

    public required Skill Skill { get; init; }

    public Programme? Programme { get; init; }

    public Id<Test>? TestId { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    public required string Reference { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Since when it is not valid any more, whatever its days; absent: it has not been withdrawn.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? WithdrawnBy { get; init; }

    public string? WithdrawalReason { get; init; }

    internal static RaterAuthorisationResponse Of(RaterAuthorisation authorisation) => new()
    {
        Id = authorisation.Id,
        UserId = authorisation.UserId,
        Skill = authorisation.Skill,
        Programme = authorisation.Programme,
        TestId = authorisation.TestId,
        From = authorisation.StartsOn,
        To = authorisation.EndsOn,
        Reference = authorisation.Reference,
        CreatedAt = authorisation.CreatedAt,
        CreatedBy = authorisation.CreatedBy,
        WithdrawnAt = authorisation.WithdrawnAt,
        WithdrawnBy = authorisation.WithdrawnBy,
        WithdrawalReason = authorisation.WithdrawalReason,
    };
}

/// <summary>Lets somebody rate a skill in rating rounds, on the days that are given (P §4).</summary>
internal sealed class AuthoriseRater : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rater-authorisations", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.Invalid, RatingErrors.AuthorisationDates);

    private static async Task<Created<RaterAuthorisationResponse>> Handle(
        RaterAuthorisationRequest request, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        if (await db.MissingRatersAsync([request.UserId], cancel) is { Count: > 0 })
        {
            throw HttpErrors.References(["/userId"]);
        }

        if (request.TestId is { } test && !await db.Tests.AnyAsync(found => found.Id == test && found.Skill == request.Skill, cancel))
        {
            throw HttpErrors.References(["/testId"]);
        }

        var authorisation = RaterAuthorisation.Give(
            request.UserId, request.Skill, request.Programme, request.TestId, request.From, request.To, request.Reference, caller.Actor, clock.Now);
        db.RaterAuthorisations.Add(authorisation);
        audit.Log("rater_authorisation.created", authorisation.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created($"/v1/rater-authorisations/{authorisation.Id}", RaterAuthorisationResponse.Of(authorisation));
    }
}

internal static class Raters
{
    /// <summary>Those of them whom the caller does not see, or who may not rate tasks.</summary>
    public static async Task<IReadOnlyList<Id<User>>> MissingRatersAsync(this AppDb db, IReadOnlyList<Id<User>> users, CancellationToken cancel) =>
        [.. users.Except(await db.Users.RatersAsync(users, cancel))];

    /// <summary>Those of them who are active, in a role that rates tasks.</summary>
    public static async Task<IReadOnlyList<Id<User>>> RatersAsync(this IQueryable<User> all, IReadOnlyList<Id<User>> users, CancellationToken cancel) =>
    [
        .. (await all.AsNoTracking().Where(user => users.Contains(user.Id) && user.Status != UserStatus.Deactivated).ToListAsync(cancel))
            .FindAll(user => RolePermissions.Of(user.Roles).Contains(Permission.TasksRate.Name)).ConvertAll(user => user.Id),
    ];
}
