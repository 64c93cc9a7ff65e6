using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Organisations;
using Cesuur.Api.Platform;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Cesuur.Infrastructure.Payments;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

/// <summary>
/// Brings an order in line with what was paid for it, and delivers. It may be asked any number of times, by webhooks, by
/// whoever polls, by the night's reconciliation, all at once and in any order: it always looks at the provider's state
/// of the moment, and writes nothing that an earlier look has overtaken.
/// </summary>
internal sealed class Settlement(
    AppDb db, PaymentProviders providers, OperatorOrganisation platform, NewOrganisations organisations, NewUsers users, LicenceNotices notices,
    OrderMails mails, Caller caller, Audit audit, Clock clock)
{
    /// <summary>How often a job that settles is tried, with pauses that double from five seconds: for four days, since nobody tells of a refund twice.</summary>
    public const int JobAttempts = 17;

    private const int MaxLooks = 20;

    /// <exception cref="PaymentException">The provider does not answer, or is not set up any more.</exception>
    public async Task SettleAsync(Id<Order> id, CancellationToken cancel)
    {
        for (var attempt = 1; !await TrySettleAsync(id, cancel); attempt++)
        {
            if (attempt == MaxLooks)
            {
                throw new InvalidOperationException($"{id} was changed by others again and again.");
            }
        }
    }

    /// <summary>What the operator does to an order by hand, with all that follows from it.</summary>
    /// <exception cref="DomainException"><c>not_found</c>, and what the order says against it</exception>
    public Task<OperatorOrderResponse> ChangeAsync(Id<Order> id, string action, Action<Order> change, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var order = await db.HoldOrderAsync(id, cancel);
            var was = order.State;
            change(order);
            audit.Log(action, order.Id);
            await ConcludeAsync(order, was, cancel);
            return OperatorOrderResponse.From(order);
        },
        cancel);

    /// <summary>
    /// Within the running transaction, in the operator's books, with the order held: delivers what was paid and is not
    /// delivered, and takes back what went back. <paramref name="was"/> is the state before.
    /// </summary>
    private async Task ConcludeAsync(Order order, OrderState was, CancellationToken cancel)
    {
        var books = db.TenantId;
        var told = db.Entry(order).Property(held => held.AttentionDetail).OriginalValue;
        var isDelivered = order.AwaitsFulfilment && await DeliverAsync(order, books, cancel);
        if (order.FulfilledAt is not null)
        {
            await ReckonAsync(order, cancel);
        }

        if (order.AttentionDetail is not null && order.AttentionDetail != told)
        {
            mails.Attention(order);
        }

        await db.SaveChangesAsync(cancel);
        var failed = order.State != was && order.State is OrderState.Failed or OrderState.Expired;
        if (order.OrganisationId is { } buyer && (isDelivered || failed))
        {
            await db.EnterAsync(buyer, cancel);
            db.Raise(isDelivered ? EventTypes.OrderPaid : EventTypes.OrderFailed, OrderResponse.From(order), clock.Now);
            await db.SaveChangesAsync(cancel);
            await db.EnterAsync(books, cancel);
        }
    }

    private async Task<bool> TrySettleAsync(Id<Order> id, CancellationToken cancel)
    {
        var books = await platform.IdAsync(cancel);
        await db.EnterAsync(books, cancel);
        var seen = await db.Orders.Where(order => order.Id == id)
            .Select(order => new { order.Product, order.OrganisationId, order.Provider, order.CheckoutId, order.LastLook })
            .SingleOrDefaultAsync(cancel);
        if (seen?.CheckoutId is null)
        {
            return true;
        }

        var number = await db.Database.SqlQuery<long>($"SELECT nextval('order_looks') AS \"Value\"").SingleAsync(cancel);

        // A simulated payment stands with whoever pays.
        await db.EnterAsync(seen.Product == OrderProduct.Licence ? books : seen.OrganisationId!.Value, cancel);
        var snapshot = await providers.Named(seen.Provider!).GetAsync(seen.CheckoutId, cancel);
        await db.EnterAsync(books, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                db.ChangeTracker.Clear(); // of an attempt before
                var order = await db.HoldOrderAsync(id, cancel);
                if (order.TryLook(number, seen.LastLook) is not true and var overtaken)
                {
                    return overtaken is null; // somebody was quicker: what we saw may be older than what they wrote
                }

                var was = order.State;
                order.Apply(snapshot, clock.Real);
                if (order.State != was)
                {
                    audit.Log($"order.{order.State.ToString().ToLowerInvariant()}", order.Id);
                }

                await ConcludeAsync(order, was, cancel);
                return true;
            },
            cancel);
    }

    // What the domain refuses after the money came is for the operator to solve; the money stays noted.
    private async Task<bool> DeliverAsync(Order order, Id<Organisation> books, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        try
        {
            switch (order.Product)
            {
                case OrderProduct.Credits:
                    Mint(order);
                    break;
                case OrderProduct.Renewal:
                    await RenewAsync(order, cancel);
                    await db.EnterAsync(books, cancel);
                    order.Fulfil(clock.Real);
                    mails.Confirmed(order);
                    break;
                default:
                    var made = await FoundAsync(order, cancel);
                    await db.EnterAsync(books, cancel);
                    order.Fulfil(clock.Real, made);
                    mails.Confirmed(order);
                    break;
            }
        }
        catch (DomainException refusal)
        {
            await db.EnterAsync(books, cancel);
            order.FulfilmentFailed(refusal.Message);
            return false;
        }

        audit.Log("order.fulfilled", order.Id);
        return true;
    }

    private void Mint(Order order)
    {
        // Who did not really pay can give the token to nobody else.
        var token = CreditToken.MintFor(order, order.Provider == PaymentProviders.Simulated ? order.OrganisationId : null, clock.Real, out var text);
        token.LeaveCredits(order.Quantity - order.CreditsOwed, clock.Real); // all of it may have gone back before we looked
        db.CreditTokens.Add(token);
        audit.Log("credit_token.minted", token.Id);
        order.Fulfil(clock.Real);
        mails.Confirmed(order);
        if (token.RevokedAt is null)
        {
            mails.Token(order, token, text);
        }
    }

    private async Task RenewAsync(Order order, CancellationToken cancel)
    {
        await db.EnterAndHoldAsync(order.OrganisationId!.Value, caller, cancel);
        var periods = await db.LicencePeriodsAsync(clock.Now, cancel);
        var licence = db.Licences.Add(periods.Add(order.LicenceKind!.Value, startsAt: null, await db.LicenceUseAsync(cancel))).Entity;
        audit.Log("licence.added", licence.Id);
        await db.SaveChangesAsync(cancel);
        await notices.SendDueAsync(cancel);
    }

    private async Task<Id<Organisation>> FoundAsync(Order order, CancellationToken cancel)
    {
        var (organisation, _) = await organisations.CreateAsync(order.OrganisationName!, order.LicenceKind, sandbox: false, cancel);
        Role[] roles = order.LicenceKind == LicenceKind.Teacher ? [Role.Admin, Role.Teacher] : [Role.Admin];
        await users.InviteAsync(User.Invite(order.ContactName!, order.Email, roles, department: null, clock.Real, order.Language), cancel);
        await db.SaveChangesAsync(cancel);
        return organisation.Id;
    }

    private async Task ReckonAsync(Order order, CancellationToken cancel)
    {
        var token = order.Product != OrderProduct.Credits ? null
            : db.CreditTokens.Local.SingleOrDefault(token => token.OrderId == order.Id)
                ?? await db.HoldTokenOf(order.Id).SingleAsync(cancel);
        if (token is { RedeemedAt: null })
        {
            token.LeaveCredits(order.Quantity - order.CreditsOwed, clock.Real);
            order.TakeBackFromToken();
        }
        else
        {
            order.Reckon();
        }
    }
}
