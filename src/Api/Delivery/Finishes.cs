using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>Submits the sittings of all candidates of one organisation who have just said that they are ready.</summary>
internal sealed class Finishes(IServiceScopeFactory scopes) : Batcher<DeliveryAsk, SittingResponse>(most: 128)
{
    protected override int KeyOf(DeliveryAsk ask) => ask.Ticket.Sitting.GetHashCode();

    protected override Guid TransactionOf(DeliveryAsk ask) => ask.Ticket.Tenant;

    protected override async Task<IReadOnlyList<Served<SittingResponse>>> ServeAsync(IReadOnlyList<DeliveryAsk> asks)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(new(asks[0].Ticket.Tenant));
        var (db, submission) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<Submission>());
        return await db.InBatchAsync(
            async () =>
            {
                var ids = asks.Select(ask => ask.Sitting).Distinct().ToList();
                var there = await db.Sittings.Where(sitting => ids.Contains(sitting.Id)).Select(sitting => sitting.Id).ToHashSetAsync();
                var sittings = (await db.HoldFreeSittingsAsync(ids, CancellationToken.None)).ToDictionary(held => held.Sitting.Id);
                var endings = new List<Ending>();
                var finished = asks.Select(ask => Served<HeldSitting>.By(() => Finish(ask))).ToList();
                await submission.CompleteAsync(endings, CancellationToken.None);
                return finished.ConvertAll(one => new Served<SittingResponse>(one.Answer is null ? null : SittingResponse.From(one.Answer.Sitting), one.Refusal));

                HeldSitting? Finish(DeliveryAsk ask)
                {
                    if (!sittings.TryGetValue(ask.Sitting, out var held))
                    {
                        return there.Contains(ask.Sitting) ? null : throw new DomainException(HttpErrors.NotFound); // held, or erased meanwhile
                    }

                    db.SittingEvents.AddRange(held.Sitting.CatchUp(ask.Version.Steps, held.Now));
                    ask.RequireDevice(held.Sitting);
                    if (held.Sitting.SubmittedAt is null)
                    {
                        endings.Add(Submission.Finish(held, ask.Version));
                    }

                    return held;
                }
            });
    }
}
