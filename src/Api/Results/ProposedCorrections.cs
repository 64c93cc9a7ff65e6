using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

/// <summary>What proposing a correction, previewing it and signing it off have in common: whether it can be applied, and what it does.</summary>
internal sealed class ProposedCorrections(AppDb db, PublishedVersions versions, VersionScorings scorings, Rescoring rescoring)
{
    /// <exception cref="DomainException"><c>correction_not_applicable</c>, <c>correction_not_in_force</c></exception>
    public async Task<VersionScoring> CheckAsync(Test test, TestVersion version, Correction correction, CancellationToken cancel)
    {
        if (correction.Undoes is null == (correction.Changes.Count == 0))
        {
            throw HttpErrors.Member("/changes", "invalid", "A correction changes something, or undoes another one.");
        }

        var scoring = await scorings.LoadAsync((await versions.GetAsync(db.TenantId, version.Id, cancel)).Version, upTo: null, cancel);
        if (correction.Undoes is { } undone && scoring.InForce.All(one => one.Id != undone))
        {
            throw new DomainException(CorrectionErrors.NotInForce, errors: new ErrorDetail("/undoes", HttpErrors.ReferenceNotFound, "No correction that is in force."));
        }

        var wrong = CorrectionCheck.Of(scoring, correction, test);
        return wrong.Count == 0 ? scoring : throw new DomainException(CorrectionErrors.NotApplicable, errors: wrong);
    }

    /// <summary>What it would do to the results there are now.</summary>
    public Task<CorrectionEffect> EffectAsync(VersionScoring scoring, Correction correction, CancellationToken cancel) =>
        rescoring.PreviewAsync(db.TenantId, scoring.With(correction), cancel);
}
