using Cesuur.Api.Catalogue;
using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Sessions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>Something in the way of a plan.</summary>
/// <param name="Error">What the confirmation is refused with.</param>
/// <param name="Detail">What is to be told about this time.</param>
/// <param name="Concerns">The codes that cannot be made.</param>
internal sealed record Obstacle(DomainError Error, string Detail, IReadOnlyList<PlannedInvitation> Concerns)
{
    /// <summary>Whether nothing at all can be confirmed; otherwise the rest of the plan could be.</summary>
    public bool ConcernsAll => Error == LicensingErrors.LicenceExpired || Error == CreditErrors.InsufficientCredits;
}

/// <summary>
/// Finds all that stands in the way of a plan. The preview shows it and the confirmation is refused with it, so that
/// the two cannot disagree.
/// </summary>
internal sealed class InvitationObstacles(AppDb db, Ledger ledger, Attempts attempts, Registrations registrations, Clock clock)
{
    /// <exception cref="DomainException">The first of what stands in the way; its <c>errors</c> have all of it.</exception>
    public async Task RequireNoneAsync(InvitationPlan plan, CancellationToken cancel)
    {
        if (await FindAsync(plan, await ChargesAsync(plan, cancel), cancel) is [var first, ..] found)
        {
            throw new DomainException(first.Error, first.Detail, [.. found.Select(obstacle => new ErrorDetail("", obstacle.Error.Code, obstacle.Detail))]);
        }
    }

    /// <summary>What each balance would pay, and has.</summary>
    public async Task<IReadOnlyList<PlannedChargeResponse>> ChargesAsync(InvitationPlan plan, CancellationToken cancel)
    {
        var charges = new List<PlannedChargeResponse>();
        foreach (var charge in plan.Charges(await db.CreditModeAsync(cancel)))
        {
            charges.Add(new PlannedChargeResponse
            {
                DepartmentId = charge.Department,
                Credits = charge.Credits,
                Balance = await ledger.BalanceAsync(charge.Department, cancel),
            });
        }

        return charges;
    }

    public async Task<List<Obstacle>> FindAsync(InvitationPlan plan, IReadOnlyList<PlannedChargeResponse> charges, CancellationToken cancel)
    {
        var licence = await db.CurrentLicence(clock.Now).AsNoTracking().SingleOrDefaultAsync(cancel);
        var published = await PublishedAsync(plan, cancel);
        return
        [
            .. await NotEntitledAsync(plan, cancel),
            .. WithoutLicence(plan, licence),
            .. OfTests(plan, CatalogueErrors.NoPublishedVersion, test => !published.ContainsKey(test.Id)),
            .. await OutsideWindowAsync(plan, licence, cancel),
            .. await AlreadyInvitedAsync(plan, cancel),
            .. await BeyondResitsAsync(plan, published, cancel),
            .. plan.Session is null ? [] : (await registrations.ObstaclesAsync(plan.Session, plan.Invitations, cancel))
                .Select(obstacle => new Obstacle(obstacle.Refusal.Error, obstacle.Refusal.Message, obstacle.Concerns)),
            .. WithoutCredits(plan, charges, await db.CreditModeAsync(cancel)),
        ];
    }

    /// <summary>Whether a code with this window could ever be used.</summary>
    public async Task<bool> CanBeUsedAsync(InvitationWindow window, CancellationToken cancel) =>
        CanBeUsed(window, await db.Licences.MaxAsync(licence => (DateTimeOffset?)licence.EndsAt, cancel));

    private bool CanBeUsed(InvitationWindow window, DateTimeOffset? licensedUntil) => !(window.ClosesAt <= clock.Now) && !(window.OpensAt >= licensedUntil);

    private async Task<IEnumerable<Obstacle>> NotEntitledAsync(InvitationPlan plan, CancellationToken cancel)
    {
        var asked = plan.Invitations.Select(planned => planned.Test.Id).Distinct().ToList();
        var usable = await db.UsableTests().Where(test => asked.Contains(test.Id)).Select(test => test.Id).ToListAsync(cancel);
        return OfTests(plan, InvitationErrors.NotEntitled, test => !usable.Contains(test.Id));
    }

    private IEnumerable<Obstacle> WithoutLicence(InvitationPlan plan, Licence? licence) => licence switch
    {
        null => [new Obstacle(LicensingErrors.LicenceExpired, "The organisation has never had a licence.", plan.Invitations)],
        _ when !licence.IsActive(clock.Now) =>
            [new Obstacle(LicensingErrors.LicenceExpired, $"The licence runs from {licence.StartsAt:O} to {licence.EndsAt:O}.", plan.Invitations)],
        _ => [],
    };

    // Without a licence that is valid now there is nothing to compare an opening with.
    private async Task<IEnumerable<Obstacle>> OutsideWindowAsync(InvitationPlan plan, Licence? licence, CancellationToken cancel)
    {
        var licensedUntil = licence?.IsActive(clock.Now) == true ? await db.Licences.MaxAsync(one => (DateTimeOffset?)one.EndsAt, cancel) : null;
        return Concerning(
            [.. plan.Invitations.Where(planned => !CanBeUsed(planned.Window, licensedUntil))],
            InvitationErrors.WindowUnusable, _ => licensedUntil is null ? "The window is over." : $"It is {clock.Now:O}; the licence ends at {licensedUntil:O}.");
    }

    private async Task<IEnumerable<Obstacle>> AlreadyInvitedAsync(InvitationPlan plan, CancellationToken cancel)
    {
        if (plan.Repeat)
        {
            return [];
        }

        var (now, candidates, tests) = (clock.Now, CandidatesOf(plan.Invitations), TestsOf(plan.Invitations));
        var open = (await db.Invitations
            .Where(invitation => invitation.State == InvitationState.Invited && invitation.ClosesKey > now
                && candidates.Contains(invitation.CandidateId) && tests.Contains(invitation.TestId))
            .Select(invitation => new { invitation.CandidateId, invitation.TestId })
            .ToListAsync(cancel)).ToHashSet();
        return Concerning(
            [.. plan.Invitations.Where(planned => open.Contains(new { CandidateId = planned.Candidate.Id, TestId = planned.Test.Id }))],
            InvitationErrors.AlreadyInvited, count => $"Codes that were not used yet: {count}. To invite all the same, repeat.");
    }

    private async Task<IEnumerable<Obstacle>> BeyondResitsAsync(
        InvitationPlan plan, Dictionary<Id<Test>, VersionPolicies> published, CancellationToken cancel)
    {
        var limited = plan.Invitations.Where(planned => planned.RetakeOf is null && published.GetValueOrDefault(planned.Test.Id)?.Resit is not null);
        var beyond = new List<PlannedInvitation>();
        foreach (var year in limited.ToLookup(planned => Days.Of(planned.Window.OpensAt > clock.Now ? planned.Window.OpensAt.Value : clock.Now).Year))
        {
            var counted = await attempts.AfterFailAsync(
                [.. CandidatesOf(year).Select(id => id.Value)], [.. TestsOf(year).Select(id => id.Value)],
                Days.StartOf(new DateOnly(year.Key, 1, 1)), Days.StartOf(new DateOnly(year.Key + 1, 1, 1)), cancel);
            var counts = counted.ToDictionary(count => (count.CandidateId, count.TestId), count => count.Count);
            beyond.AddRange(year.Where(planned => counts.TryGetValue((planned.Candidate.Id.Value, planned.Test.Id.Value), out var count)
                && count >= published[planned.Test.Id].Resit!.MaxAttemptsAfterFail));
        }

        return Concerning(beyond, InvitationErrors.ResitLimit, count => $"Candidates at a test that have no attempt left in the calendar year: {count}.");
    }

    private static IEnumerable<Obstacle> WithoutCredits(InvitationPlan plan, IReadOnlyList<PlannedChargeResponse> charges, CreditMode mode)
    {
        var shortages = charges.Where(charge => charge.Balance < charge.Credits)
            .Select(charge => new CreditShortage(charge.DepartmentId, charge.Credits, charge.Balance)).ToList();
        var payers = shortages.ConvertAll(shortage => shortage.Department);
        return Concerning(
            [.. plan.Invitations.Where(planned => planned.RetakeOf is null && payers.Contains(mode.Payer(planned.Candidate.DepartmentId)))],
            CreditErrors.InsufficientCredits, _ => CreditErrors.Describe(shortages));
    }

    private async Task<Dictionary<Id<Test>, VersionPolicies>> PublishedAsync(InvitationPlan plan, CancellationToken cancel)
    {
        var tests = TestsOf(plan.Invitations);
        return await db.CurrentVersions().Where(version => tests.Contains(version.TestId))
            .Select(version => new { version.TestId, version.Policies }).ToDictionaryAsync(version => version.TestId, version => version.Policies, cancel);
    }

    private static IEnumerable<Obstacle> OfTests(InvitationPlan plan, DomainError error, Predicate<Test> stands) => Concerning(
        [.. plan.Invitations.Where(planned => stands(planned.Test))], error,
        _ => string.Join(", ", plan.Invitations.Select(planned => planned.Test).Distinct().Where(test => stands(test)).Select(test => test.Title)));

    private static IEnumerable<Obstacle> Concerning(List<PlannedInvitation> concerns, DomainError error, Func<int, string> detail) =>
        concerns.Count == 0 ? [] : [new Obstacle(error, detail(concerns.Count), concerns)];

    private static List<Id<Candidate>> CandidatesOf(IEnumerable<PlannedInvitation> plan) => [.. plan.Select(planned => planned.Candidate.Id).Distinct()];

    private static List<Id<Test>> TestsOf(IEnumerable<PlannedInvitation> plan) => [.. plan.Select(planned => planned.Test.Id).Distinct()];
}
