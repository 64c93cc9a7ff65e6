using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

internal sealed class ListSittings : IEndpoint
{
    private static readonly Sorting<Sitting> Sorting = new(Sorting<Sitting>.By("checkedInAt", sitting => sitting.CheckedInAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings", Handle)
        .Requires(Permission.SittingsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<SittingResponse>> Handle(
        [AsParameters] PageRequest page, string? state, Id<Candidate>? candidateId, AppDb db, CancellationToken cancel)
    {
        IQueryable<Sitting> sittings = db.Sittings.AsNoTracking();
        if (Filters.Enum<SittingState>("state", state) is { } wanted)
        {
            sittings = sittings.Where(sitting => sitting.State == wanted);
        }

        if (candidateId is { } candidate)
        {
            sittings = sittings.Where(sitting => sitting.CandidateId == candidate);
        }

        return Sorting.PageAsync(sittings, page, SittingResponse.From, cancel);
    }
}
