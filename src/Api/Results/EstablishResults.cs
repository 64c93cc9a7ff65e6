using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

public sealed record EstablishResultsRequest
{
    [Length(1, 1000)]
    public required IReadOnlyList<Id<Result>> ResultIds { get; init; }
}

/// <summary>The board establishes some results, such as those of sittings outside any exam moment. Those that are established already stay so.</summary>
internal sealed class EstablishResults : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/results/establishment", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.Invalid, EstablishmentErrors.NotAllRated, EstablishmentErrors.BeingCorrected);

    private static Task<EstablishmentResponse> Handle(
        EstablishResultsRequest request, AppDb db, Establishing establishing, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var ids = request.ResultIds.Distinct().ToList();
            var found = await db.Results.Where(result => ids.Contains(result.Id)).Select(result => result.Id).ToListAsync(cancel);
            if (found.Count < ids.Count)
            {
                throw HttpErrors.References(request.ResultIds.Index().Where(id => !found.Contains(id.Item)).Select(id => $"/resultIds/{id.Index}"));
            }

            if (await db.Results.AnyAsync(result => ids.Contains(result.Id) && db.Sittings.Any(sitting => sitting.Id == result.SittingId && sitting.State != SittingState.Rated), cancel))
            {
                throw new DomainException(EstablishmentErrors.NotAllRated, "A rating of one of them has been opened again.");
            }

            audit.Log("results.established", $"{ids.Count} results");
            return await establishing.EstablishAsync(db.Results.Where(result => ids.Contains(result.Id)), cancel);
        },
        cancel);
}
