using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Turns points into the next version of a sitting's result, within the running transaction.</summary>
internal sealed class Grader(AppDb db)
{
    public async Task<ResultVersion> GradeAsync(
        Sitting sitting, TestVersion version, IReadOnlyList<ItemResult> items, Id<SittingRating>? rating, DateTimeOffset now, CancellationToken cancel)
    {
        var result = await db.Results.SingleOrDefaultAsync(result => result.SittingId == sitting.Id, cancel)
            ?? db.Results.Add(Result.For(sitting)).Entity;
        var previous = result.CurrentNumber == 0
            ? null
            : await db.ResultVersions.AsNoTracking().SingleAsync(known => known.ResultId == result.Id && known.Number == result.CurrentNumber, cancel);
        var level = await db.Tests.BeyondReach().Where(test => test.Id == sitting.TestId).Select(test => test.Level).SingleAsync(cancel);

        var graded = result.Grade(version, level, items, rating, now);
        db.ResultVersions.Add(graded);
        sitting.Grade();
        if (previous is null || !graded.SaysTheSameAs(previous))
        {
            db.Raise(previous is null ? EventTypes.ResultGraded : EventTypes.ResultRevised, ResultResponse.From(result, graded), now);
        }

        return graded;
    }
}
