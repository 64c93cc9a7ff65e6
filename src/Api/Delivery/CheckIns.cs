using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Cesuur.Infrastructure.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A device that has just taken a sitting: what its token is made of, and what it shows.</summary>
internal sealed record CheckedIn
{
    public required Id<Organisation> Organisation { get; init; }

    public required Id<Sitting> Sitting { get; init; }

    public required Id<TestVersion> Version { get; init; }

    public required int DeviceEpoch { get; init; }

    public required SittingState State { get; init; }

    public required CheckedInCandidateResponse Candidate { get; init; }

    public required CheckedInTestResponse Test { get; init; }
}

/// <summary>Begins sittings, or gives them to another device, for all who have just typed a code of one organisation.</summary>
internal sealed class CheckIns(IServiceScopeFactory scopes) : Batcher<AccessCodeTarget, CheckedIn>(most: 128)
{
    protected override int KeyOf(AccessCodeTarget ask) => ask.Invitation.GetHashCode();

    protected override Guid TransactionOf(AccessCodeTarget ask) => ask.Organisation.Value;

    protected override async Task<IReadOnlyList<Served<CheckedIn>>> ServeAsync(IReadOnlyList<AccessCodeTarget> asks)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(asks[0].Organisation);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return await db.InBatchAsync(() => ServeAsync(db, asks));
    }

    private static async Task<List<Served<CheckedIn>>> ServeAsync(AppDb db, IReadOnlyList<AccessCodeTarget> asks)
    {
        var asked = asks.Select(ask => ask.Invitation).Distinct().ToList();
        var there = await db.Invitations.Where(invitation => asked.Contains(invitation.Id)).Select(invitation => invitation.Id).ToHashSetAsync();
        var codes = await db.HoldCodesAsync(asked, CancellationToken.None);
        var targets = await db.TargetsOfAsync([.. codes.Values], CancellationToken.None);
        var sittings = (await db.HoldFreeSittingsAsync(targets.Values.Select(target => target.Sitting).OfType<Id<Sitting>>(), CancellationToken.None))
            .ToDictionary(held => held.Sitting.InvitationId, held => held.Sitting);
        var candidates = await CandidatesAsync(db, codes.Values);
        var tests = await TestsAsync(db, [.. sittings.Values.Select(sitting => sitting.VersionId), .. targets.Values.Select(target => target.Version).OfType<Id<TestVersion>>()]);
        return [.. asks.Select(ask => Served<CheckedIn>.By(() => Serve(ask)))];

        CheckedIn? Serve(AccessCodeTarget ask)
        {
            if (!codes.TryGetValue(ask.Invitation, out var code))
            {
                return there.Contains(ask.Invitation) ? null : throw new DomainException(InvitationErrors.CodeUnknown); // held, or erased meanwhile
            }

            var (target, sitting) = (targets[ask.Invitation], sittings.GetValueOrDefault(ask.Invitation));
            if (sitting is null && target.Sitting is not null)
            {
                return null;
            }

            if (sitting?.StartedAt is null)
            {
                code.RequireUsable(code.Now + code.Organisation.ClockOffset);
            }

            if (sitting is null)
            {
                sittings[ask.Invitation] = sitting = db.AddSitting(code, target);
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.CheckedIn, Actors.Candidate, code.Now));
            }
            else
            {
                sitting.TakeOver();
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.DeviceChanged, Actors.Candidate, code.Now));
            }

            return new CheckedIn
            {
                Organisation = ask.Organisation,
                Sitting = sitting.Id,
                Version = sitting.VersionId,
                DeviceEpoch = sitting.DeviceEpoch,
                State = sitting.State,
                Candidate = candidates[sitting.CandidateId],
                Test = tests[sitting.VersionId],
            };
        }
    }

    private static Task<Dictionary<Id<Domain.People.Candidate>, CheckedInCandidateResponse>> CandidatesAsync(AppDb db, IEnumerable<HeldCode> codes)
    {
        var ids = codes.Select(code => code.Invitation.CandidateId).ToList();
        return db.Candidates.Where(candidate => ids.Contains(candidate.Id))
            .Select(candidate => new
            {
                candidate.Id,
                Shown = new CheckedInCandidateResponse { Name = candidate.Name, Number = candidate.Number, DateOfBirth = candidate.DateOfBirth },
            })
            .ToDictionaryAsync(one => one.Id, one => one.Shown);
    }

    private static Task<Dictionary<Id<TestVersion>, CheckedInTestResponse>> TestsAsync(AppDb db, IReadOnlyCollection<Id<TestVersion>> ids) => (
        from version in db.TestVersions
        join test in db.Tests on version.TestId equals test.Id
        where ids.Contains(version.Id)
        select new
        {
            version.Id,
            Shown = new CheckedInTestResponse
            {
                Title = test.Title,
                Skill = test.Skill,
                Level = test.Level,
                DurationSeconds = version.DurationSeconds!.Value,
                CanFinishEarly = version.CanFinishEarly,
            },
        }).ToDictionaryAsync(one => one.Id, one => one.Shown);
}
