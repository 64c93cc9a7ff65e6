using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>What came of starting.</summary>
/// <param name="Fresh">What the candidate has before them; absent: the sitting had been started before.</param>
internal sealed record Started(DeliverySnapshot? Fresh);

/// <summary>Starts the clocks of all candidates of one organisation who have just confirmed their data, and uses their codes.</summary>
internal sealed class Starts(IServiceScopeFactory scopes) : Batcher<DeliveryAsk, Started>(most: 128)
{
    protected override int KeyOf(DeliveryAsk ask) => ask.Ticket.Sitting.GetHashCode();

    protected override Guid TransactionOf(DeliveryAsk ask) => ask.Ticket.Tenant;

    protected override async Task<IReadOnlyList<Served<Started>>> ServeAsync(IReadOnlyList<DeliveryAsk> asks)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(new(asks[0].Ticket.Tenant));
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return await db.InBatchAsync(() => ServeAsync(db, asks));
    }

    private static async Task<List<Served<Started>>> ServeAsync(AppDb db, IReadOnlyList<DeliveryAsk> asks)
    {
        // The invitations first, as at check-in, so that the two cannot wait for each other.
        var ids = asks.Select(ask => ask.Sitting).ToList();
        var invitations = await db.Sittings.Where(sitting => ids.Contains(sitting.Id))
            .Select(sitting => new { sitting.Id, sitting.InvitationId }).ToDictionaryAsync(sitting => sitting.Id, sitting => sitting.InvitationId);
        var codes = await db.HoldCodesAsync(invitations.Values, CancellationToken.None);
        var sittings = (await db.HoldFreeSittingsAsync(ids, CancellationToken.None)).ToDictionary(held => held.Sitting.Id);
        var messages = await db.MessagesAsync(ids, CancellationToken.None);
        return [.. asks.Select(ask => Served<Started>.By(() => Serve(ask)))];

        Started? Serve(DeliveryAsk ask)
        {
            if (!sittings.TryGetValue(ask.Sitting, out var held) || !codes.TryGetValue(held.Sitting.InvitationId, out var code))
            {
                return invitations.ContainsKey(ask.Sitting) ? null : throw new DomainException(InvitationErrors.CodeUnknown); // held, or erased meanwhile
            }

            var (sitting, now) = held;
            ask.RequireDevice(sitting);
            db.SittingEvents.AddRange(sitting.CatchUp(ask.Version.Steps, now));
            if (sitting.State is SittingState.Started or SittingState.Paused)
            {
                return new Started(Fresh: null);
            }

            var theirs = now + code.Organisation.ClockOffset;
            code.RequireUsable(theirs);
            code.Invitation.RequireAdmitted(ask.Version.Version.Policies.IdentityCheck, theirs);
            code.Invitation.Use(theirs); // changes nothing where the sitting cannot be started: it was used to start it
            sitting.Start(ask.Version.Version.Duration, ask.Version.Steps, code.Invitation.Accommodations, now);
            db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.Started, Actors.Candidate, now));
            db.Raise(EventTypes.SittingStarted, SittingResponse.From(sitting), now);
            return new Started(new DeliverySnapshot { Held = held, Messages = [.. messages[sitting.Id]] });
        }
    }
}
