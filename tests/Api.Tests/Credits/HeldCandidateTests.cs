using System.Net;
using Cesuur.Api.Credits;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Mail;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cesuur.Api.Tests.Credits;

/// <summary>Candidates who are invited while they are erased or moved.</summary>
[Collection(ApiCollection.Name)]
public sealed class HeldCandidateTests(ApiFixture fixture)
{
    private const int Rounds = 40;
    private const int Credits = 400;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Who_is_erased_and_invited_at_the_same_moment_has_no_code_in_the_end_and_every_credit_is_back()
    {
        var school = await _api.OrganisationAsync(Credits);
        var tests = new[] { await school.TestAsync("reading") };
        var invited = new List<Answer>();
        for (var round = 0; round < Rounds; round++)
        {
            var (one, two) = (await school.CandidateAsync(), await school.CandidateAsync());
            Task<Answer> InviteAsync(params string[] candidates) =>
                school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", new { candidateIds = candidates, testIds = tests, repeat = true });
            async Task EraseAsync(string candidate, int wait)
            {
                await Task.Delay(wait); // so that now the one is first, now the other
                await school.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");
            }

            (await InviteAsync(one, two)).Expect(HttpStatusCode.Created); // erasing has credits to give back
            var erasing = Task.WhenAll(EraseAsync(one, round % 8 * 4), EraseAsync(two, round % 8 * 4));
            invited.AddRange(await Task.WhenAll(InviteAsync(one, two), InviteAsync(two, one)));
            await erasing;

            foreach (var candidate in new[] { one, two })
            {
                var states = (await school.Admin.GetAsync($"/v1/invitations?candidateId={candidate}")).Json["data"]!.AsArray().Select(invitation => invitation!["state"]!.ToString());
                Assert.All(states, state => Assert.Equal("deactivated", state));
            }
        }

        var refused = invited.FindAll(answer => answer.Status != HttpStatusCode.Created);
        Assert.InRange(refused.Count, 1, invited.Count - 1);
        Assert.All(refused, answer => Assert.Equal("reference_not_found", answer.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code")));
        Assert.Equal(Credits, (int)(await school.Admin.GetAsync("/v1/credits")).Node("balance")!);
        var job = ActivatorUtilities.CreateInstance<ReconcileLedgerJob>(_api.Services, NullLogger<ReconcileLedgerJob>.Instance, new OperatorContact(null));
        Assert.DoesNotContain(await job.RunAsync(CancellationToken.None), discrepancy => discrepancy.Organisation.ToString() == school.Id);
    }

    [Fact]
    public async Task The_department_that_a_candidate_is_moving_to_pays()
    {
        var school = await _api.OrganisationAsync(credits: 1, licence: "departments");
        var (from, to) = (await school.DepartmentAsync("A"), await school.DepartmentAsync("B"));
        await school.AllocateAsync(to, 1);
        await school.ChangeAsync(new { creditMode = "allocated" });
        var candidate = await school.CandidateOfAsync(from);
        var body = new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("reading") } };
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var moving = await connection.BeginTransactionAsync();
        await using var move = new NpgsqlCommand("UPDATE candidates SET department_id = @to WHERE tenant_id = @tenant", connection);
        move.Parameters.AddWithValue("to", Id<Department>.Parse(to, null).Value);
        move.Parameters.AddWithValue("tenant", school.Uuid);
        await move.ExecuteNonQueryAsync();

        var inviting = school.Admin.PostAsync("/v1/invitations", body);
        await using var waits = new NpgsqlCommand(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))", connection);
        while (!(bool)(await waits.ExecuteScalarAsync())!)
        {
            Assert.False(inviting.IsCompleted, "It did not wait for the move.");
            await Task.Delay(10);
        }

        await moving.CommitAsync();
        Assert.Equal(to, (await inviting).Get("invitations[0].chargedDepartmentId"));
    }
}
