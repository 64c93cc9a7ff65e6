using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Cesuur.Api.Credits;
using Cesuur.Api.Invitations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Credits;

/// <summary>
/// Thousands of operations of several callers at once, drawn from a seed. What they did must be what one caller would
/// have done who did the same one after the other in the order of the ledger: every answer, every balance after.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed partial class LedgerPropertyTests(ApiFixture fixture)
{
    private const int Seed = 20_261_122;
    private const int Callers = 8;
    private const int OperationsOfCaller = 250;
    private const int EveryHttp = 12;
    private const int InitialCredits = 150;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task What_many_do_at_once_is_what_one_would_have_done_in_the_order_of_the_ledger()
    {
        var school = await World.CreateAsync(_api);

        var done = (await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => new CallerOf(school, caller).RunAsync()))))
            .SelectMany(all => all).ToList();

        Assert.Equal(Callers * OperationsOfCaller, done.Count);
        Assert.All(Enum.GetValues<Outcome>(), outcome => Assert.True(done.Count(one => one.Outcome == outcome) > 50, $"Too few were {outcome}."));
        await AssertIsSequentialAsync(school, done);
        var job = ActivatorUtilities.CreateInstance<ReconcileLedgerJob>(_api.Services, NullLogger<ReconcileLedgerJob>.Instance, new OperatorContact(null));
        Assert.DoesNotContain(await job.RunAsync(CancellationToken.None), discrepancy => discrepancy.Organisation.ToString() == school.Organisation.Id);
    }

    private static async Task AssertIsSequentialAsync(World school, List<Done> done)
    {
        var accepted = done.Where(one => one.Outcome == Outcome.Accepted).ToDictionary(one => one.Key);
        var posted = await PostedAsync(school);
        Assert.Equal($"redemption {InitialCredits}", posted[0].Key);
        Assert.Equal(accepted.Keys.Order(StringComparer.Ordinal), posted.Skip(1).Select(transaction => transaction.Key).Order(StringComparer.Ordinal));

        var model = new Model(school.Holders);
        var moments = new List<(Done? Last, Dictionary<string, long> Balances)> { (null, model.Balances) };
        var latestStart = new Dictionary<string, long>();
        foreach (var transaction in posted.Skip(1))
        {
            var one = accepted[transaction.Key];
            Assert.True(model.Apply(one), $"{one.Key} was accepted, and alone it would have been refused.");
            foreach (var (holder, balance) in one.Told)
            {
                Assert.Equal((one.Key, model.Balances[holder]), (one.Key, balance));
                Assert.Equal((one.Key, balance), (one.Key, transaction.BalancesAfter[holder]));
                Assert.False(one.Ended < latestStart.GetValueOrDefault(holder), $"{one.Key} was answered before something began that the ledger has before it.");
                latestStart[holder] = Math.Max(one.Started, latestStart.GetValueOrDefault(holder));
            }

            moments.Add((one, model.Balances));
        }

        Assert.All(done.Where(one => one.Outcome == Outcome.Short), one => Assert.True(
            moments.Index().Any(moment => IsMomentOf(one, moment.Item, moment.Index + 1 < moments.Count ? moments[moment.Index + 1].Last : null)),
            $"{one.Key} was refused, and at no moment of it alone it would have been, for {string.Join(", ", one.Told)}."));
        Assert.All(done.Where(one => one.Outcome == Outcome.Taken), one => Assert.True(
            accepted.Values.Any(other => other.Started < one.Ended && other.Takes.Intersect(one.Takes).Any()), $"{one.Key} was refused as done before, and nobody had."));
        var credits = await school.Organisation.Admin.GetAsync("/v1/credits");
        Assert.Equal(model.Balances[World.Own], (long)credits.Node("balance")!);
        Assert.All(credits.Node("departments")!.AsArray(), department => Assert.Equal(model.Balances[department!["departmentId"]!.ToString()], (long)department["balance"]!));
    }

    /// <summary>Whether the refusal can have been then: what came before had begun, what came after had not ended, and the balances are those it was told.</summary>
    private static bool IsMomentOf(Done refused, (Done? Last, Dictionary<string, long> Balances) moment, Done? next) =>
        (moment.Last is null || moment.Last.Started <= refused.Ended)
        && (next is null || next.Ended >= refused.Started)
        && Model.Shortages(moment.Balances, refused).OrderBy(holder => holder.Key).SequenceEqual(refused.Told.OrderBy(holder => holder.Key));

    /// <summary>
    /// The transactions in the order in which the database posted them, known by what was given to them. Ids are made while
    /// the accounts are locked, so they tell this order also where transactions have no account in common.
    /// </summary>
    private static async Task<List<Posted>> PostedAsync(World school)
    {
        var entries = await school.Organisation.Api.AsAsync(school.Organisation, db => db.CreditTransactions.AsNoTracking()
            .Where(entry => entry.Account == AccountKind.Available).OrderBy(entry => entry.Id).ToListAsync());
        return
        [
            .. from entry in entries
               group entry by entry.TransactionId into transaction
               let first = transaction.First()
               select new Posted(
                   first.Kind == LedgerTransactionKind.Redemption ? $"redemption {first.Amount}"
                       : first.Reason.StartsWith("operation ", StringComparison.Ordinal) ? first.Reason : first.Source!,
                   transaction.ToDictionary(entry => entry.DepartmentId?.ToString() ?? World.Own, entry => entry.BalanceAfter)),
        ];
    }

    private enum Outcome
    {
        Accepted,

        /// <summary>Refused: too few credits.</summary>
        Short,

        /// <summary>Refused: another one had redeemed the token, or deactivated the invitation.</summary>
        Taken,
    }

    private sealed record Posted(string Key, Dictionary<string, long> BalancesAfter);

    /// <summary>An operation: what it asks of which balances, what it takes that can be taken once, and what came of it.</summary>
    private sealed record Done(string Key, Dictionary<string, long> Asked, IReadOnlyList<string> Takes)
    {
        public Outcome Outcome { get; init; }

        /// <summary>When accepted, the balances after; when there was too little, what there was.</summary>
        public IReadOnlyDictionary<string, long> Told { get; init; } = new Dictionary<string, long>();

        public long Started { get; init; }

        public long Ended { get; init; }
    }

    /// <summary>What a ledger does when nobody else is there.</summary>
    private sealed class Model(IEnumerable<string> holders)
    {
        private readonly HashSet<string> _taken = [];

        public Dictionary<string, long> Balances { get; private set; } =
            holders.ToDictionary(holder => holder, holder => holder == World.Own ? InitialCredits : 0L);

        public static Dictionary<string, long> Shortages(Dictionary<string, long> balances, Done operation) => operation.Asked
            .Where(asked => balances[asked.Key] + asked.Value < 0).ToDictionary(asked => asked.Key, asked => balances[asked.Key]);

        public bool Apply(Done operation)
        {
            if (Shortages(Balances, operation).Count > 0 || !operation.Takes.All(_taken.Add))
            {
                return false;
            }

            Balances = Balances.ToDictionary(balance => balance.Key, balance => balance.Value + operation.Asked.GetValueOrDefault(balance.Key));
            return true;
        }
    }

    /// <summary>What all callers share: a school with departments, tokens to be redeemed, and the invitations made so far.</summary>
    private sealed record World(
        TestOrganisation Organisation, IReadOnlyList<string> Holders, IReadOnlyDictionary<string, string> Candidates,
        Id<Organisation> Publisher, Id<Test> Test, IReadOnlyList<string> Tokens)
    {
        /// <summary>The holder that is no department.</summary>
        public const string Own = "";

        private readonly List<(Id<Invitation> Id, string Payer)> _invitations = [];

        public static async Task<World> CreateAsync(TestApi api)
        {
            var school = await api.OrganisationAsync(InitialCredits, licence: "departments");
            await school.ChangeAsync(new { creditMode = "allocated" });
            var holders = new List<string> { Own };
            foreach (var name in new[] { "A", "B", "C" })
            {
                holders.Add(await school.DepartmentAsync(name));
            }

            var candidates = new Dictionary<string, string>();
            foreach (var holder in holders)
            {
                candidates[holder] = await school.CandidateOfAsync(holder == Own ? null : holder);
            }

            var test = await school.TestAsync("reading");
            var publisher = (await school.Admin.GetAsync($"/v1/tests/{test}")).Get("test.publisherId");

            // Each is worth another number of credits, by which its redemption is known.
            var tokens = await Task.WhenAll(Enumerable.Range(1, 60).Select(api.TokenAsync));
            return new World(school, holders, candidates, Id<Organisation>.Parse(publisher, null), Id<Test>.Parse(test, null), tokens);
        }

        public void Add(IEnumerable<Invitation> invitations)
        {
            lock (_invitations)
            {
                _invitations.AddRange(invitations.Select(invitation => (invitation.Id, invitation.PaidBy?.ToString() ?? Own)));
            }
        }

        /// <summary>Some that were made lately; others may have deactivated them.</summary>
        public List<(Id<Invitation> Id, string Payer)> Some(Random random)
        {
            lock (_invitations)
            {
                return [.. Enumerable.Range(0, random.Next(1, 4)).Where(_ => _invitations.Count > 0)
                    .Select(_ => _invitations[^random.Next(1, Math.Min(60, _invitations.Count) + 1)]).Distinct()];
            }
        }
    }

    /// <summary>One of those who work at the same time, each on connections of its own.</summary>
    private sealed class CallerOf(World school, int number)
    {
        private readonly Random _random = new(Seed + number);

        public async Task<List<Done>> RunAsync()
        {
            var done = new List<Done>();
            for (var i = 0; i < OperationsOfCaller; i++)
            {
                done.Add(i % EveryHttp == 0 ? await OverHttpAsync() : await ByLedgerAsync($"operation {number}.{i}"));
            }

            return done;
        }

        private Task<Done> ByLedgerAsync(string key) => _random.Next(100) switch
        {
            < 40 => InviteAsync(key),
            < 60 => DeactivateAsync(key),
            < 95 => AllocateAsync(key),
            _ => WithdrawAsync(key),
        };

        private Task<Done> InviteAsync(string key)
        {
            var charged = school.Holders.Where(_ => _random.Next(2) == 0).DefaultIfEmpty(World.Own).ToDictionary(holder => holder, _ => (long)_random.Next(1, 4));
            var confirmation = Id<Confirmation>.New();
            var invitations = (
                from holder in charged
                from _ in Enumerable.Range(0, (int)holder.Value)
                select Invitation.Create(
                    Id<Candidate>.Parse(school.Candidates[holder.Key], null), school.Publisher, school.Test, opensAt: null, closesAt: null, invitedBy: null, confirmation,
                    new InvitationCharge(Department(holder.Key), FromAllocation: holder.Key != World.Own, Price: null), Now)).ToList();
            return DoAsync(new Done(confirmation.ToString(), charged.ToDictionary(holder => holder.Key, holder => -holder.Value), []), async (db, ledger) =>
            {
                var posting = await ledger.PostAsync(
                    LedgerTransaction.Spend([.. charged.Select(holder => new Charge(Department(holder.Key), holder.Value))], confirmation), key, Now, default);
                db.Invitations.AddRange(invitations);
                return posting.Accounts.ToDictionary(account => account.Department?.ToString() ?? World.Own, account => account.Balance);
            }, () => school.Add(invitations));
        }

        private Task<Done> DeactivateAsync(string key)
        {
            var some = school.Some(_random);
            if (some.Count == 0)
            {
                return InviteAsync(key);
            }

            var asked = some.GroupBy(invitation => invitation.Payer).ToDictionary(paid => paid.Key, paid => (long)paid.Count());
            var ids = some.ConvertAll(invitation => invitation.Id);
            var deactivation = Id<Deactivation>.New();
            return DoAsync(new Done(deactivation.ToString(), asked, ids.ConvertAll(id => id.ToString())), async (db, ledger) =>
            {
                var invitations = await db.HoldInvitationsAsync(ids, default);
                var refunds = await db.DeactivateAsync(ledger, invitations, deactivation, key, Now, default);
                return refunds.ToDictionary(refund => refund.DepartmentId?.ToString() ?? World.Own, refund => refund.Balance);
            });
        }

        private Task<Done> AllocateAsync(string key)
        {
            var department = school.Holders[_random.Next(1, school.Holders.Count)];
            var amount = _random.Next(1, 15) * (_random.Next(3) == 0 ? -1 : 1);
            return PostAsync(new Done(key, new() { [World.Own] = -amount, [department] = amount }, []), LedgerTransaction.Allocate(Department(department)!.Value, amount, key));
        }

        private Task<Done> WithdrawAsync(string key)
        {
            var credits = _random.Next(1, 10);
            return PostAsync(new Done(key, new() { [World.Own] = -credits }, []), LedgerTransaction.Withdraw(credits, key, source: "property test"));
        }

        private Task<Done> PostAsync(Done operation, LedgerTransaction transaction) => DoAsync(operation, async (_, ledger) =>
            (await ledger.PostAsync(transaction, operation.Key, Now, default)).Accounts.ToDictionary(account => account.Department?.ToString() ?? World.Own, account => account.Balance));

        private async Task<Done> DoAsync(Done operation, Func<AppDb, Ledger, Task<Dictionary<string, long>>> work, Action? committed = null)
        {
            await using var scope = school.Organisation.Api.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(Id<Organisation>.Parse(school.Organisation.Id, null));
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            operation = operation with { Started = Stopwatch.GetTimestamp() };
            try
            {
                var balances = await db.InTransactionAsync(
                    async () =>
                    {
                        var balances = await work(db, scope.ServiceProvider.GetRequiredService<Ledger>());
                        await db.SaveChangesAsync();
                        return balances;
                    },
                    default);
                committed?.Invoke();
                return operation with { Ended = Stopwatch.GetTimestamp(), Told = balances };
            }
            catch (DomainException e) when (e.Error == CreditErrors.InsufficientCredits)
            {
                return operation with { Ended = Stopwatch.GetTimestamp(), Outcome = Outcome.Short, Told = ToldBy(e.Message) };
            }
            catch (DomainException e) when (e.Error == InvitationErrors.AlreadyDeactivated)
            {
                return operation with { Ended = Stopwatch.GetTimestamp(), Outcome = Outcome.Taken };
            }
        }

        private async Task<Done> OverHttpAsync()
        {
            var started = Stopwatch.GetTimestamp();
            if (_random.Next(2) == 0)
            {
                var index = _random.Next(school.Tokens.Count);
                var operation = new Done($"redemption {index + 1}", new() { [World.Own] = index + 1 }, [school.Tokens[index]]) { Started = started };
                var redeemed = await school.Organisation.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = school.Tokens[index] });
                return redeemed.IsSuccess
                    ? operation with { Ended = Stopwatch.GetTimestamp(), Told = new Dictionary<string, long> { [World.Own] = (long)redeemed.Node("balance")! } }
                    : operation with { Ended = Stopwatch.GetTimestamp(), Outcome = redeemed.Expect(HttpStatusCode.Conflict, "token_used") is { } ? Outcome.Taken : default };
            }

            var holder = school.Holders[_random.Next(school.Holders.Count)];
            var invited = await school.Organisation.Admin.SendAsync(
                HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { school.Candidates[holder] }, testIds = new[] { school.Test.ToString() }, repeat = true });
            var key = invited.IsSuccess ? invited.Get("invitations[0].confirmationId") : "an invitation over HTTP";
            var asked = new Done(key, new() { [holder] = -1 }, []) { Started = started, Ended = Stopwatch.GetTimestamp() };
            return invited.IsSuccess
                ? asked with { Told = new Dictionary<string, long> { [holder] = (long)invited.Node("charges[0].balance")! } }
                : asked with { Outcome = Outcome.Short, Told = ToldBy(invited.Expect(HttpStatusCode.Conflict, "insufficient_credits").Get("detail")) };
        }

        private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

        private static Id<Department>? Department(string holder) => holder == World.Own ? null : Id<Department>.Parse(holder, null);

        private static Dictionary<string, long> ToldBy(string detail) => Shortage().Matches(detail)
            .ToDictionary(match => match.Groups["department"].Value, match => long.Parse(match.Groups["balance"].ValueSpan, provider: null));
    }

    [GeneratedRegex(@"(The allocation of (?<department>dep_\w+)|The organisation's balance) is (?<balance>\d+);")]
    private static partial Regex Shortage();
}
