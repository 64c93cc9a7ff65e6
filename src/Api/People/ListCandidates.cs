using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.People;

internal sealed class ListCandidates : IEndpoint
{
    private static readonly Sorting<Candidate> Sorting = new(
        Sorting<Candidate>.By("name", candidate => candidate.SearchKey),
        Sorting<Candidate>.By("createdAt", candidate => candidate.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/candidates", Handle)
        .Requires(Permission.CandidatesRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<CandidateResponse>> Handle(
        [AsParameters] PageRequest page, string? search, Id<Group>? groupId, AppDb db, CancellationToken cancel)
    {
        IQueryable<Candidate> candidates = db.Candidates;
        if (search is not null)
        {
            var from = SearchKey.Of(search);
            var to = from + '\uffff';
#pragma warning disable CA1309 // Translated: the column's collation is "C", which is ordinal
            candidates = candidates.Where(candidate => string.Compare(candidate.SearchKey, from) >= 0 && string.Compare(candidate.SearchKey, to) < 0);
#pragma warning restore CA1309
        }

        if (groupId is { } group)
        {
            candidates = candidates.Where(candidate => db.Groups.Any(seen => seen.Id == group) && db.GroupCandidates.Any(member => member.GroupId == group && member.CandidateId == candidate.Id));
        }

        return Sorting.PageAsync(candidates, page, CandidateResponse.From, cancel);
    }
}
