using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record RatingRoundRequest
{
    /// <summary>A published version whose policy asks for two raters or more.</summary>
    public required Id<TestVersion> VersionId { get; init; }

    /// <summary>Only sittings of its sessions; absent: all of the version.</summary>
    public Id<ExamMoment>? ExamMomentId { get; init; }

    /// <summary>Users who may rate, each with an authorisation that is valid today.</summary>
    [Length(1, 1000)]
    public required IReadOnlyList<Id<User>> RaterIds { get; init; }

    /// <summary>For how long a task is a rater's alone.</summary>
    [Range(1, 10_080)]
    public int ClaimMinutes { get; init; } = 60;
}

/// <summary>
/// Opens a rating round with every sitting of the version that waits to be rated and is in no round yet. Each task goes to
/// as many raters as the version's policy says, spread, balanced and in an order that nobody chose.
/// </summary>
internal sealed class CreateRatingRound : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating-rounds", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.RatedByOne, RatingErrors.RatersNotEnough);

    private static async Task<Created<RatingRoundDetail>> Handle(
        RatingRoundRequest request, AppDb db, PublishedVersions versions, RoundAssignment assignment, RoundIntake intake, RoundReader reader,
        Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var version = await VersionAsync(request, db, versions, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                await db.RequireRatingAsync(clock.Now, cancel);
                if (request.ExamMomentId is { } moment && !await db.ExamMoments.AnyAsync(found => found.Id == moment, cancel))
                {
                    throw HttpErrors.References(["/examMomentId"]);
                }

                var round = RatingRound.Open(version, request.ExamMomentId, request.ClaimMinutes, caller.Actor, clock.Now);
                await RequireRatersAsync(request, version, db, assignment, cancel);
                db.RatingRounds.Add(round);
                db.RoundRaters.AddRange(request.RaterIds.Select(rater => RoundRater.Join(round.Id, rater, clock.Now)));
                audit.Log("rating_round.created", round.Id);
                await db.SaveManyAsync(cancel);
                await intake.TakeInAsync(round, version.Content, cancel);
                return TypedResults.Created($"/v1/rating-rounds/{round.Id}", await reader.ReadAsync(round, cancel));
            },
            cancel);
    }

    private static async Task<TestVersion> VersionAsync(RatingRoundRequest request, AppDb db, PublishedVersions versions, CancellationToken cancel) =>
        await db.TestVersions.AnyAsync(version => version.Id == request.VersionId && version.State != VersionState.Draft, cancel)
            ? (await versions.GetAsync(db.TenantId, request.VersionId, cancel)).Version
            : throw HttpErrors.References(["/versionId"]);

    private static async Task RequireRatersAsync(RatingRoundRequest request, TestVersion version, AppDb db, RoundAssignment assignment, CancellationToken cancel)
    {
        var missing = await db.MissingRatersAsync(request.RaterIds, cancel);
        if (missing.Count > 0 || request.RaterIds.Distinct().Count() < request.RaterIds.Count)
        {
            throw HttpErrors.References(request.RaterIds.Index()
                .Where(named => missing.Contains(named.Item) || request.RaterIds.Take(named.Index).Contains(named.Item)).Select(named => $"/raterIds/{named.Index}"));
        }

        var authorised = await assignment.AuthorisedAsync(version.TestId, request.RaterIds, cancel);
        if (request.RaterIds.Index().Where(named => !authorised.Contains(named.Item)).ToList() is { Count: > 0 } others)
        {
            throw new DomainException(HttpErrors.Invalid, errors:
                [.. others.Select(named => new ErrorDetail($"/raterIds/{named.Index}", RatingErrors.NotAuthorised.Code, RatingErrors.NotAuthorised.Title))]);
        }
    }
}
