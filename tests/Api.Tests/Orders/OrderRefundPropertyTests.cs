using System.Net;
using Cesuur.Api.Credits;
using Cesuur.Api.Tests.Credits;
using Cesuur.Infrastructure.Mail;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Orders;

/// <summary>
/// Orders whose money goes back in parts, drawn from a seed, while their tokens are redeemed and their credits spent and
/// taken back, all at once. Whatever came first, each credit was delivered once, and none of those is left that were owed.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class OrderRefundPropertyTests(ApiFixture fixture)
{
    private const int Seed = 20_261_122;
    private const int Orders = 24;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task However_refunds_redemptions_take_backs_and_spending_meet_every_credit_is_accounted_for_once()
    {
        var school = await _api.OrganisationAsync();
        var purchases = new List<Purchase>();
        for (var number = 0; number < Orders; number++)
        {
            purchases.Add(await Purchase.PaidAsync(school, number));
        }

        var playing = Task.WhenAll(purchases.Select(purchase => Task.Run(purchase.PlayAsync)));
        var unused = await SpendAsync(school, playing);
        await playing;

        foreach (var purchase in purchases)
        {
            await purchase.AssertAccountedForAsync();
        }

        Assert.Contains(purchases, purchase => purchase.Redeemed > 0 && purchase.Redeemed < purchase.Quantity);
        Assert.Contains(purchases, purchase => purchase.Redeemed == 0);
        Assert.Contains(purchases, purchase => purchase.TakenBack > 0);
        Assert.NotEmpty(unused);
        var balance = purchases.Sum(purchase => purchase.Redeemed - purchase.TakenBack);
        Assert.Equal(balance - unused.Count, await BalanceAsync(school));

        // Nothing is spent any more, so all that is owed can be taken back, and what was paid for is left.
        (await school.DeactivateAsync([.. unused])).Expect(HttpStatusCode.OK);
        var kept = 0;
        foreach (var purchase in purchases)
        {
            kept += await purchase.TakeTheRestAsync();
        }

        Assert.Equal(kept, await BalanceAsync(school));
        var job = ActivatorUtilities.CreateInstance<ReconcileLedgerJob>(_api.Services, NullLogger<ReconcileLedgerJob>.Instance, new OperatorContact(null));
        Assert.DoesNotContain(await job.RunAsync(CancellationToken.None), discrepancy => discrepancy.Organisation.ToString() == school.Id);
    }

    /// <summary>Invites, and deactivates every third code, for as long as the orders are at work; returns the codes that are left.</summary>
    private static async Task<Queue<string>> SpendAsync(TestOrganisation school, Task playing)
    {
        var body = new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") }, repeat = true };
        var unused = new Queue<string>();
        for (var turn = 0; !playing.IsCompleted; turn++)
        {
            if (turn % 3 == 2 && unused.TryDequeue(out var invitation))
            {
                (await school.DeactivateAsync(invitation)).Expect(HttpStatusCode.OK);
                continue;
            }

            var invited = await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", body);
            if (invited.IsSuccess)
            {
                unused.Enqueue(invited.Get("invitations[0].id"));
            }
            else
            {
                invited.Expect(HttpStatusCode.Conflict, "insufficient_credits");
            }
        }

        return unused;
    }

    private static async Task<long> BalanceAsync(TestOrganisation school) => (long)(await school.Admin.GetAsync("/v1/credits")).Node("balance")!;

    /// <summary>An order that was paid by invoice, and what came of it.</summary>
    private sealed class Purchase(TestOrganisation school, int number, string id, string token, int quantity, long total)
    {
        private readonly Random _random = new(Seed + number);
        private readonly string _path = $"/v1/platform/orders/{id}";
        private long _refunded;

        public int Quantity => quantity;

        /// <summary>Credits that the token was worth when it was redeemed; none: it was revoked before.</summary>
        public int Redeemed { get; private set; }

        /// <summary>Credits that were taken back after that.</summary>
        public int TakenBack { get; private set; }

        public static async Task<Purchase> PaidAsync(TestOrganisation school, int number)
        {
            var email = $"{Guid.CreateVersion7():N}@example.org";
            var quantity = 5 + 7 * number % 40;
            var placed = await school.Admin.PostAsync(
                "/v1/credits/orders", new { quantity, method = "invoice", email, billing = new { name = "School", address = "Plein 1" } });
            var id = placed.Get("id");
            await school.Api.Operator.PostAsync($"/v1/platform/orders/{id}/payment", new { });
            return new Purchase(school, number, id, (await school.Api.MailedTokenAsync(email))!, quantity, (long)placed.Node("totalAmount")!);
        }

        public async Task PlayAsync()
        {
            var parts = Enumerable.Range(0, 4).Select(_ => _random.NextInt64(1, total / 2)).ToList();
            var wanted = Enumerable.Range(0, 6).Select(_ => _random.Next(1, 1 + quantity / 2)).ToList();
            switch (number % 6)
            {
                case 0: // the token is worth less before anybody redeems it
                    await RefundAsync([parts[0]]);
                    break;
                case 1: // nobody redeems it any more
                    await RefundAsync([total]);
                    break;
                case 2: // all that goes back is left to take back
                    await RedeemAsync();
                    await Task.WhenAll(RefundAsync(parts), TakeBackAsync(wanted));
                    return;
            }

            await Task.WhenAll(RedeemAsync(), RefundAsync(parts), TakeBackAsync(wanted));
        }

        public async Task AssertAccountedForAsync()
        {
            var order = await school.Api.Operator.GetAsync(_path);
            Assert.Equal(_refunded, (long)order.Node("order.refundedAmount")!);
            var (taken, left) = Owed(order);
            Assert.Equal((id, quantity - Redeemed + TakenBack), (id, taken));
            Assert.InRange(taken + left - (decimal)quantity * _refunded / total, -0.5m, 0.5m);
            Assert.True(left >= 0, $"{id} lacks {-left} credits.");
            var withdrawals = (await school.Admin.GetAsync($"/v1/credits/transactions?source={id}")).Json["data"]!.AsArray();
            Assert.Equal(-TakenBack, withdrawals.Sum(entry => (long)entry!["amount"]!));
        }

        /// <summary>Takes back what is left of what is owed; returns the credits that were paid for.</summary>
        public async Task<int> TakeTheRestAsync()
        {
            var (taken, left) = Owed(await school.Api.Operator.GetAsync(_path));
            if (left > 0)
            {
                await school.Api.Operator.PostAsync($"{_path}/take-backs", new { credits = left });
            }

            return quantity - taken - left;
        }

        private static (int Taken, int Left) Owed(Answer order) => ((int)order.Node("creditsTakenBack")!, (int)order.Node("creditsLeftToTakeBack")!);

        private async Task RedeemAsync()
        {
            var redeemed = await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token });
            if (redeemed.IsSuccess)
            {
                Redeemed = (int)redeemed.Node("credits")!;
            }
            else
            {
                redeemed.Expect(HttpStatusCode.Conflict, "token_revoked");
            }
        }

        private async Task RefundAsync(IEnumerable<long> parts)
        {
            foreach (var amount in parts)
            {
                var refunded = await school.Api.Operator.SendAsync(HttpMethod.Post, $"{_path}/refunds", new { amount });
                if (refunded.IsSuccess)
                {
                    _refunded += amount;
                }
                else
                {
                    refunded.Expect(HttpStatusCode.Conflict, "refund_too_large");
                }
            }
        }

        private async Task TakeBackAsync(IEnumerable<int> wanted)
        {
            foreach (var credits in wanted)
            {
                var taken = await school.Api.Operator.SendAsync(HttpMethod.Post, $"{_path}/take-backs", new { credits });
                if (taken.IsSuccess)
                {
                    TakenBack += credits;
                }
                else
                {
                    Assert.Contains(taken.Expect(HttpStatusCode.Conflict).Code, new[] { "nothing_to_take_back", "insufficient_credits" });
                }
            }
        }
    }
}
