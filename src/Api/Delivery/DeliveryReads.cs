using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A candidate's device that asks for its sitting.</summary>
internal sealed record DeliveryAsk(SittingTicket Ticket, LoadedVersion Version)
{
    public Id<Sitting> Sitting => new(Ticket.Sitting);

    /// <exception cref="DomainException"><c>wrong_device</c>: another one has it now.</exception>
    public void RequireDevice(Sitting sitting)
    {
        if (sitting.DeviceEpoch != Ticket.DeviceEpoch)
        {
            throw new DomainException(DeliveryErrors.WrongDevice);
        }
    }
}

/// <summary>A sitting as it is at a moment, with what the candidate did in its current step.</summary>
internal sealed record DeliverySnapshot
{
    public required HeldSitting Held { get; init; }

    /// <summary>What an invigilator said, the oldest first.</summary>
    public required IReadOnlyList<DeliveryMessage> Messages { get; init; }

    public IReadOnlyList<SavedResponse> Responses { get; init; } = [];

    /// <summary>How often each fragment was played.</summary>
    public IReadOnlyDictionary<Id<Media>, int> Played { get; init; } = new Dictionary<Id<Media>, int>();

    public IReadOnlyList<Recording> Recordings { get; init; } = [];
}

/// <summary>Reads sittings for all devices of one organisation that have just asked: when a hall starts, or when its network is back.</summary>
internal sealed class DeliveryReads(IServiceScopeFactory scopes) : Batcher<DeliveryAsk, DeliverySnapshot>(most: 128)
{
    protected override int KeyOf(DeliveryAsk ask) => ask.Ticket.Sitting.GetHashCode();

    protected override Guid TransactionOf(DeliveryAsk ask) => ask.Ticket.Tenant;

    protected override async Task<IReadOnlyList<Served<DeliverySnapshot>>> ServeAsync(IReadOnlyList<DeliveryAsk> asks)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(new(asks[0].Ticket.Tenant));
        return await scope.ServiceProvider.GetRequiredService<AppDb>().ReadSittingsAsync(asks, wait: false, CancellationToken.None);
    }
}

internal static class SittingReading
{
    /// <summary>Sittings in the state that time has brought them to.</summary>
    /// <param name="db">Of their organisation, with nothing in it that is not saved.</param>
    /// <param name="asks">Whose.</param>
    /// <param name="wait">Whether to wait for those that somebody holds; if not, whoever needs one is left for later.</param>
    /// <param name="cancel">Until they are read.</param>
    public static async Task<IReadOnlyList<Served<DeliverySnapshot>>> ReadSittingsAsync(this AppDb db, IReadOnlyList<DeliveryAsk> asks, bool wait, CancellationToken cancel)
    {
        var ids = asks.Select(ask => ask.Sitting).Distinct().ToList();
        var sittings = await db.Sittings.AsNoTracking().Where(sitting => ids.Contains(sitting.Id))
            .Select(sitting => new HeldSitting(sitting, AppDb.DatabaseTime())).ToDictionaryAsync(read => read.Sitting.Id, cancel);
        var behind = sittings.Values.Where(read => read.Sitting.IsBehind(read.Now)).Select(read => read.Sitting.Id).ToList();
        if (behind.Count > 0)
        {
            behind.ForEach(id => sittings.Remove(id));
            foreach (var held in await CatchUpAsync(db, behind, asks, wait, cancel))
            {
                sittings[held.Sitting.Id] = held;
            }
        }

        // Of all of them at once; each then gets its own.
        var steps = asks.DistinctBy(ask => ask.Sitting).ToDictionary(
            ask => ask.Sitting, ask => sittings.GetValueOrDefault(ask.Sitting)?.Step(ask.Version) ?? []);
        var items = steps.ToDictionary(step => step.Key, step => step.Value.SelectMany(section => section.Items).ToList());
        var asked = items.Values.SelectMany(of => of.Select(item => item.Id)).Distinct().ToList();
        var responses = asked.Count == 0 ? [] : await db.Responses
            .Where(response => ids.Contains(response.SittingId) && asked.Contains(response.ItemId))
            .Select(response => new
            {
                response.SittingId,
                Saved = new SavedResponse { ItemId = response.ItemId, Revision = response.Revision, Answer = response.Answer, SavedAt = response.SavedAt },
            })
            .ToListAsync(cancel);
        var media = steps.Values.SelectMany(step => step).SelectMany(section => section.Stimuli).Select(stimulus => stimulus.MediaId).OfType<Id<Media>>().Distinct().ToList();
        var plays = media.Count == 0 ? [] : await db.Plays
            .Where(play => ids.Contains(play.SittingId) && media.Contains(play.MediaId) && play.FetchedAt != null)
            .GroupBy(play => new { play.SittingId, play.MediaId }).Select(plays => new { plays.Key.SittingId, plays.Key.MediaId, Count = plays.Count() })
            .ToListAsync(cancel);
        var spoken = items.Where(of => of.Value.Any(item => item.MostRecordings > 0)).Select(of => of.Key).ToList();
        var recordings = spoken.Count == 0 ? [] : await db.Recordings.AsNoTracking()
            .Where(recording => spoken.Contains(recording.SittingId) && asked.Contains(recording.ItemId)).OrderBy(recording => recording.BegunAt).ToListAsync(cancel);
        var messages = await db.MessagesAsync(ids, cancel);
        var (responsesOf, playsOf, recordingsOf) =
            (responses.ToLookup(one => one.SittingId, one => one.Saved), plays.ToLookup(one => one.SittingId), recordings.ToLookup(one => one.SittingId));
        return [.. asks.Select(ask => Served<DeliverySnapshot>.By(() => Serve(ask)))];

        DeliverySnapshot? Serve(DeliveryAsk ask)
        {
            if (!sittings.TryGetValue(ask.Sitting, out var held))
            {
                return wait || !behind.Contains(ask.Sitting) ? throw new DomainException(HttpErrors.NotFound) : null;
            }

            ask.RequireDevice(held.Sitting);
            var own = items[ask.Sitting].Select(item => item.Id).ToHashSet();
            return new DeliverySnapshot
            {
                Held = held,
                Messages = [.. messages[ask.Sitting]],
                Responses = [.. responsesOf[ask.Sitting].Where(response => own.Contains(response.ItemId))],
                Played = playsOf[ask.Sitting].ToDictionary(play => play.MediaId, play => play.Count),
                Recordings = [.. recordingsOf[ask.Sitting].Where(recording => own.Contains(recording.ItemId))],
            };
        }
    }

    /// <summary>What invigilators told candidates, the oldest first; of many the last ones.</summary>
    public static async Task<ILookup<Id<Sitting>, DeliveryMessage>> MessagesAsync(this AppDb db, IReadOnlyCollection<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var lines = await db.SittingEvents.AsNoTracking()
            .Where(line => sittings.Contains(line.SittingId) && line.Type == SittingEventType.MessageSent).OrderBy(line => line.At).ToListAsync(cancel);
        return lines.GroupBy(line => line.SittingId).SelectMany(said => said.TakeLast(SittingNews.MessagesShown))
            .ToLookup(line => line.SittingId, line => new DeliveryMessage { Id = line.Id, At = line.At, Text = line.Data!.Message! });
    }

    private static Task<List<HeldSitting>> CatchUpAsync(AppDb db, List<Id<Sitting>> behind, IReadOnlyList<DeliveryAsk> asks, bool wait, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                db.ChangeTracker.Clear(); // what was read before they were held
                var held = await (wait ? db.HoldSittingsAsync(behind, cancel) : db.HoldFreeSittingsAsync(behind, cancel));
                foreach (var (sitting, now) in held)
                {
                    db.SittingEvents.AddRange(sitting.CatchUp(asks.First(ask => ask.Sitting == sitting.Id).Version.Steps, now));
                }

                await db.SaveManyAsync(cancel);
                return held;
            },
            cancel);
}
