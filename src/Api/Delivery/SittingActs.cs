using Cesuur.Api.Http;
using Cesuur.Api.Rating;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>What an invigilator can do to a sitting.</summary>
public enum SittingActType
{
    ExtraTime,
    Pause,
    Resumption,
    Message,
    Termination,
    Reopening,

    /// <summary>Lets the device go that holds the sitting; the code continues it on another.</summary>
    DeviceRelease,
}

/// <summary>An act with what it needs.</summary>
internal sealed record SittingAct(SittingActType Type)
{
    /// <summary>At extra time how much, less than nothing to take it back; at reopening for how long, absent: what was left.</summary>
    public int? Seconds { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    /// <summary>At termination: whether what was saved is submitted and scored.</summary>
    public bool Scored { get; init; } = true;
}

/// <summary>What became of an act on one sitting: the sitting, or why it was refused.</summary>
internal sealed record SittingActOutcome(Sitting Sitting, DomainException? Refusal);

/// <summary>Does what an invigilator does, to one sitting or to several at once, with its line in each one's log.</summary>
internal sealed class SittingActs(AppDb db, PublishedVersions versions, Submission submission, SingleRaterCases cases, Caller caller, Audit audit)
{
    /// <summary>The act on one sitting.</summary>
    /// <exception cref="DomainException">The sitting is not the caller's to see, or its state forbids the act.</exception>
    public async Task<SittingResponse> DoAsync(Id<Sitting> id, SittingAct act, CancellationToken cancel)
    {
        var outcome = (await DoAsync([id], act, cancel)) is [var only] ? only : throw new DomainException(HttpErrors.NotFound);
        return outcome.Refusal is null ? SittingResponse.From(outcome.Sitting) : throw outcome.Refusal;
    }

    /// <summary>The act on all of those that the caller sees, in one transaction; one whose state forbids it does not hold up the others.</summary>
    public async Task<IReadOnlyList<SittingActOutcome>> DoAsync(IReadOnlyCollection<Id<Sitting>> ids, SittingAct act, CancellationToken cancel)
    {
        var loaded = new Dictionary<Id<TestVersion>, LoadedVersion>();
        foreach (var version in await db.Sittings.Where(sitting => ids.Contains(sitting.Id)).Select(sitting => sitting.VersionId).Distinct().ToListAsync(cancel))
        {
            loaded[version] = await versions.GetAsync(db.TenantId, version, cancel);
        }

        return await db.InTransactionAsync(
            async () =>
            {
                var outcomes = new List<SittingActOutcome>();
                var done = new List<(HeldSitting Held, LoadedVersion Version)>();
                var found = await db.HoldSittingsAsync(ids, cancel);
                var closed = act.Type is SittingActType.Reopening ? await db.ClosedWorkAsync(found.ConvertAll(held => held.Sitting.Id), cancel) : [];
                foreach (var held in found)
                {
                    var version = loaded[held.Sitting.VersionId];
                    db.SittingEvents.AddRange(held.Sitting.CatchUp(version.Steps, held.Now));
                    try
                    {
                        Do(held.Sitting, act, closed.GetValueOrDefault(held.Sitting.Id), held.Now);
                        db.SittingEvents.Add(SittingEvent.Log(
                            held.Sitting.Id, LoggedAs(act.Type), caller.Actor, held.Now,
                            new SittingEventData { Seconds = act.Seconds, Message = act.Message, Reason = act.Reason }));
                        outcomes.Add(new(held.Sitting, Refusal: null));
                        done.Add((held, version));
                    }
                    catch (DomainException refusal)
                    {
                        outcomes.Add(new(held.Sitting, refusal));
                    }
                }

                if (done.Count > 0)
                {
                    await FollowUpAsync(done, act, cancel);
                    audit.Log($"sitting.{SnakeCaseEnum.Write(act.Type)}", done is [var only] ? only.Held.Sitting.Id : $"{done.Count} sittings");
                }

                await db.SaveManyAsync(cancel);
                return outcomes;
            },
            cancel);
    }

    // Each is refused before it changes anything, or not at all: several sittings share one unit of work.
    private static void Do(Sitting sitting, SittingAct act, DomainError? closed, DateTimeOffset now)
    {
        switch (act.Type)
        {
            case SittingActType.ExtraTime:
                sitting.AddTime(TimeSpan.FromSeconds(act.Seconds ?? 0), now);
                break;
            case SittingActType.Pause:
                sitting.Pause(now);
                break;
            case SittingActType.Resumption:
                sitting.Resume(now);
                break;
            case SittingActType.Message:
                sitting.RequireNotOver();
                break;
            case SittingActType.DeviceRelease:
                sitting.TakeOver();
                break;
            case SittingActType.Termination:
                sitting.Terminate(act.Scored, now);
                break;
            case SittingActType.Reopening when closed is not null:
                throw new DomainException(closed);
            case SittingActType.Reopening:
                sitting.Reopen(act.Seconds is { } given ? TimeSpan.FromSeconds(given) : null, now);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act));
        }
    }

    private async Task FollowUpAsync(List<(HeldSitting Held, LoadedVersion Version)> done, SittingAct act, CancellationToken cancel)
    {
        if (act is { Type: SittingActType.Termination, Scored: true })
        {
            await submission.ScoreAsync(done, cancel);
        }

        if (act.Type is SittingActType.Reopening)
        {
            // A rating that was under way is of work that is not finished any more; what was finalised stands until the next.
            var ids = done.ConvertAll(one => one.Held.Sitting.Id);
            await cases.WithdrawAsync(await db.Ratings.Where(rating => ids.Contains(rating.SittingId) && rating.State == RatingState.Open).ToListAsync(cancel), cancel);
        }

        var told = act.Type switch
        {
            SittingActType.Termination => EventTypes.SittingTerminated,
            SittingActType.Reopening => EventTypes.SittingReopened,
            _ => null,
        };
        foreach (var (sitting, now) in done.Select(one => one.Held).Where(_ => told is not null))
        {
            db.Raise(told!, SittingResponse.From(sitting), now);
        }
    }

    private static SittingEventType LoggedAs(SittingActType act) => act switch
    {
        SittingActType.ExtraTime => SittingEventType.TimeAdded,
        SittingActType.Pause => SittingEventType.Paused,
        SittingActType.Resumption => SittingEventType.Resumed,
        SittingActType.Message => SittingEventType.MessageSent,
        SittingActType.Termination => SittingEventType.Terminated,
        SittingActType.Reopening => SittingEventType.Reopened,
        _ => SittingEventType.DeviceReleased,
    };
}
