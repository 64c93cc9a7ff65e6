using Cesuur.Api.Catalogue;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

/// <summary>What proposing a correction, previewing it and signing it off have in common: whether it can be applied, and what it does.</summary>
internal sealed class ProposedCorrections(AppDb db, PublishedVersions versions, VersionScorings scorings, Rescoring rescoring, Clock clock)
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

    /// <summary>Has a job find out what it would do, with the next save.</summary>
    public void Foresee(Correction correction) => correction.AwaitEffect(
        db.Enqueue(ForeseeCorrectionJob.Kind, new ForeseeCorrectionArguments(correction.TestId, correction.VersionId, correction.Id), clock.Real).Id);

    /// <summary>What it would do to the results there are now. It goes through all of them: of 100,000 that takes some 20 seconds.</summary>
    /// <param name="correction">One that need not have been saved.</param>
    /// <param name="progress">Is told how many results of how many have been looked at.</param>
    /// <param name="cancel">Breaks it off.</param>
    /// <exception cref="DomainException">Since it was asked for, a correction came into force with which it does not go together.</exception>
    public async Task<CorrectionEffect> EffectAsync(Correction correction, Func<int, int, Task> progress, CancellationToken cancel)
    {
        var test = await db.OwnTests().Where(test => test.Id == correction.TestId).RequireAsync(cancel);
        var version = await db.OwnVersions(correction.TestId).Where(version => version.Id == correction.VersionId).RequireAsync(cancel);
        var inForce = await CheckAsync(test, version, correction, cancel);
        return await rescoring.PreviewAsync(db.TenantId, new ForeseenScoring(inForce, inForce.With(correction)), progress, cancel);
    }
}
