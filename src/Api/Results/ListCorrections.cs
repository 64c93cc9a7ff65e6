using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>The corrections of a version, those that were proposed or rejected too.</summary>
internal sealed class ListCorrections : IEndpoint
{
    private static readonly Sorting<Correction> Sorting = new(Sorting<Correction>.By("proposedAt", correction => correction.ProposedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/corrections", Handle)
        .Requires(Permission.CorrectionsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<CorrectionResponse>> Handle(
        Id<Test> testId, Id<TestVersion> versionId, [AsParameters] PageRequest page, string? state, AppDb db, CancellationToken cancel)
    {
        var corrections = (await db.CorrectionsAsync(testId, versionId, cancel)).AsNoTracking();
        if (Filters.Enum<CorrectionState>("state", state) is { } wanted)
        {
            corrections = corrections.Where(correction => correction.State == wanted);
        }

        return await Sorting.PageAsync(corrections, page, CorrectionResponse.From, cancel);
    }
}
