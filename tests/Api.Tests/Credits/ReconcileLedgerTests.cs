using System.Diagnostics.Metrics;
using Cesuur.Api.Credits;
using Cesuur.Infrastructure.Mail;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cesuur.Api.Tests.Credits;

/// <summary>Each way in which somebody who goes round the database's rules can falsify a ledger is found.</summary>
[Collection(ApiCollection.Name)]
public sealed class ReconcileLedgerTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_ledger_that_was_used_in_every_way_reconciles()
    {
        var school = await UsedAsync();
        Assert.Equal("4", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        Assert.Equal("5", (await school.Admin.GetAsync("/v1/credits")).Get("departments[0].balance"));

        Assert.Empty(await FindAsync(school));
    }

    [Theory]
    [InlineData(
        "UPDATE accounts SET balance = 5 WHERE tenant_id = @tenant AND kind = 'available' AND department_id IS NULL",
        "^account available says 5, its entries 4$")]
    [InlineData(
        "UPDATE accounts SET balance = 6 WHERE tenant_id = @tenant AND kind = 'available' AND department_id IS NOT NULL",
        "^account available of department [0-9a-f-]+ says 6, its entries 5$")]
    [InlineData(
        """
        UPDATE ledger_entries SET amount = amount + 1, balance_after = balance_after + 1 WHERE tenant_id = @tenant AND kind = 'redemption' AND account = 'available';
        UPDATE ledger_entries SET balance_after = balance_after + 1 WHERE tenant_id = @tenant AND kind <> 'redemption' AND account = 'available' AND department_id IS NULL;
        UPDATE accounts SET balance = balance + 1 WHERE tenant_id = @tenant AND kind = 'available' AND department_id IS NULL;
        UPDATE credit_tokens SET credits = credits + 1 WHERE redeemed_by = @tenant
        """,
        "^transaction [0-9a-f-]+ has entries that sum to 1$")]
    [InlineData(
        "UPDATE ledger_entries SET balance_after = 9 WHERE tenant_id = @tenant AND kind = 'refund' AND account = 'available'",
        "^entry [0-9a-f-]+ of available comes to 5, not 9$")]
    [InlineData("UPDATE credit_tokens SET credits = 50 WHERE redeemed_by = @tenant", "^tokens of 50 credits were redeemed, and 10 posted$")]
    [InlineData("UPDATE credit_tokens SET redeemed_by = NULL, redeemed_at = NULL WHERE redeemed_by = @tenant", "^tokens of 0 credits were redeemed, and 10 posted$")]
    [InlineData(
        "UPDATE invitations SET state = 'deactivated', ended_at = now(), deactivation_id = uuidv7() WHERE tenant_id = @tenant AND charged_department_id IS NULL",
        "^account spent says 1, of which invitations took 0$")]
    [InlineData(
        "UPDATE invitations SET state = 'invited', ended_at = NULL, deactivation_id = NULL WHERE tenant_id = @tenant AND state = 'deactivated'",
        "^account spent of department [0-9a-f-]+ says 0, of which invitations took 1$")]
    public async Task A_falsified_ledger_is_found(string falsification, string expected)
    {
        var school = await UsedAsync();
        await school.SqlAsync("SET session_replication_role = replica; " + falsification + "; SET session_replication_role = origin");

        Assert.Matches(expected, Assert.Single(await FindAsync(school)));
    }

    [Fact]
    public async Task An_alarm_is_logged_counted_and_mailed_to_the_operator()
    {
        var school = await UsedAsync();
        await school.SqlAsync("UPDATE accounts SET balance = 7 WHERE tenant_id = @tenant AND kind = 'available' AND department_id IS NULL");
        var log = new AlarmLog();
        var counted = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: ReconcileLedgerJob.MeterName, Name: ReconcileLedgerJob.CounterName })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();
        var address = $"{Guid.CreateVersion7():N}@example.org";

        var found = await Job(log, new OperatorContact(address)).RunAsync(CancellationToken.None);

        Assert.Equal(found.Count, counted);
        Assert.Equal(found.Count, log.Alarms.Count);
        Assert.Contains(log.Alarms, alarm => alarm.Contains(school.Id, StringComparison.Ordinal));
        var (subject, body) = Assert.Single(await _api.MailsAsync(address));
        Assert.Equal("The ledger does not reconcile", subject);
        Assert.Contains($"{school.Id}: account available says 7, its entries 4", body, StringComparison.Ordinal);
    }

    /// <summary>Redeemed 10, allocated 5; one invitation of the organisation's, one of the department's that was taken back.</summary>
    private async Task<TestOrganisation> UsedAsync()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var department = await school.DepartmentAsync();
        await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { creditMode = "allocated" });
        await school.Admin.PostAsync("/v1/credits/allocations", new { departmentId = department, amount = 5 });
        await school.CodeAsync("reading");
        var candidate = await school.Admin.PostAsync("/v1/candidates", new { name = "Bilal Aydin", departmentId = department });
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate.Get("id") }, testIds = new[] { await school.TestAsync("reading") } });
        await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = new[] { invited.Get("invitations[0].id") } });
        return school;
    }

    private async Task<List<string>> FindAsync(TestOrganisation school)
    {
        var found = await Job(new AlarmLog(), new OperatorContact(null)).RunAsync(CancellationToken.None);
        return [.. found.Where(discrepancy => discrepancy.Organisation.Value == school.Uuid).Select(discrepancy => discrepancy.What)];
    }

    private ReconcileLedgerJob Job(AlarmLog log, OperatorContact contact) =>
        ActivatorUtilities.CreateInstance<ReconcileLedgerJob>(_api.Services, log, contact);

    private sealed class AlarmLog : ILogger<ReconcileLedgerJob>
    {
        public List<string> Alarms { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
            {
                Alarms.Add(formatter(state, exception));
            }
        }
    }
}
