using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Which of the ratings are asked for.</summary>
public sealed record RatingFilter
{
    /// <summary><c>open</c>, unless it is <c>finalised</c> or <c>withdrawn</c>.</summary>
    public string? State { get; init; }

    public Id<Test>? TestId { get; init; }

    /// <summary>Of the candidates who are in this group now.</summary>
    public Id<Group>? GroupId { get; init; }

    /// <summary>Those at which this user was asked to look, or anybody was by others, and nobody has yet: <c>me</c>, or the id of a user.</summary>
    public string? SecondLookBy { get; init; }

    /// <summary>The beginning of a candidate's name or number.</summary>
    public string? Search { get; init; }

    /// <exception cref="DomainException"><c>invalid_request</c>, <c>search_too_broad</c></exception>
    internal async Task<IQueryable<SittingRating>> ApplyAsync(AppDb db, Caller caller, CancellationToken cancel)
    {
        var state = Filters.Enum<RatingState>("state", State) ?? RatingState.Open;
        var found = db.Ratings.AsNoTracking().Where(rating => rating.State == state);
        if (TestId is { } test)
        {
            found = found.Where(rating => db.Sittings.Any(sitting => sitting.Id == rating.SittingId && sitting.TestId == test));
        }

        if (GroupId is { } group)
        {
            found = found.Where(rating => db.Groups.Any(seen => seen.Id == group)
                && db.Sittings.Any(sitting => sitting.Id == rating.SittingId
                    && db.GroupCandidates.Any(member => member.GroupId == group && member.CandidateId == sitting.CandidateId)));
        }

        if (SecondLookBy is not null)
        {
            var colleague = ColleagueOf(caller);
            var actor = colleague.ToString();
            found = found.Where(rating => db.SecondLooks.Any(look => look.RatingId == rating.Id && look.CompletedAt == null
                && (look.AskedOf == colleague || (look.AskedOf == null && look.AskedBy != actor))));
        }

        if (Search is not null)
        {
            var candidates = await db.SearchCandidatesAsync(Search, cancel);
            found = found.Where(rating => db.Sittings.Any(sitting => sitting.Id == rating.SittingId && candidates.Contains(sitting.CandidateId)));
        }

        return found;
    }

    private Id<User> ColleagueOf(Caller caller) =>
        SecondLookBy == "me" && caller.User is { } me ? me
        : Id<User>.TryRead(SecondLookBy, out var user) ? user
        : throw HttpErrors.Member("secondLookBy", "invalid_value", "The id of a user is expected, or me of a user.");
}

/// <summary>
/// The ratings of candidates whom the caller sees: what there is to rate, unless another state is asked for. What was submitted first
/// comes first. <c>search</c> is the beginning of a candidate's name or number.
/// </summary>
internal sealed class ListRatings : IEndpoint
{
    private static readonly Sorting<SittingRating> Sorting = new(Sorting<SittingRating>.By("submittedAt", rating => rating.SubmittedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/ratings", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static async Task<Page<RatingSummaryResponse>> Handle(
        [AsParameters] PageRequest page, [AsParameters] RatingFilter filter, AppDb db, RatingSummaries summaries, Caller caller, CancellationToken cancel)
    {
        var found = await Sorting.PageAsync(await filter.ApplyAsync(db, caller, cancel), page, rating => rating, cancel);
        return new Page<RatingSummaryResponse> { Data = await summaries.ReadAsync(found.Data, cancel), NextCursor = found.NextCursor };
    }
}
