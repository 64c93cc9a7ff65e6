using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Load;

/// <summary>A school with many candidates, each with a code for the sample reading test.</summary>
internal sealed class Hall(LoadServer server, Guid organisation, TestClient school, string test, IReadOnlyList<string> candidates)
{
    private int _next;

    public LoadServer Server => server;

    public Guid Organisation => organisation;

    public static async Task<Hall> OpenAsync(LoadServer server, int candidates)
    {
        var (organisation, school) = await server.OrganisationAsync();
        await server.EntitleAsync(organisation);
        await server.GiveCreditsAsync(school, candidates);
        var file = new StringBuilder("name,number\n");
        for (var i = 0; i < candidates; i++)
        {
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"Kandidaat {i:000000},{i}\n");
        }

        var job = await school.JobAsync((await school.UploadAsync(Encoding.UTF8.GetBytes(file.ToString()))).Get("id"));
        if (job.Get("status") != "succeeded")
        {
            throw new InvalidOperationException(job.ToString());
        }

        var ids = new List<string>();
        await using var owner = await server.OpenOwnerAsync();
        await using var command = new NpgsqlCommand("SELECT id FROM candidates WHERE tenant_id = @tenant ORDER BY id", owner);
        command.Parameters.AddWithValue("tenant", organisation);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(new Id<Candidate>(reader.GetGuid(0)).ToString());
        }

        var test = (await school.GetAsync("/v1/tests?skill=reading")).Get("data[0].id");
        return new Hall(server, organisation, school, test, ids);
    }

    /// <summary>Invites the next candidates, all in one confirmation, and gives their codes.</summary>
    public async Task<IReadOnlyList<string>> InviteAsync(int count)
    {
        var invited = await school.PostAsync("/v1/invitations", new { candidateIds = candidates.Skip(_next).Take(count), testIds = new[] { test } });
        _next += count;
        return [.. invited.Json["invitations"]!.AsArray().Select(invitation => invitation!["code"]!.ToString())];
    }

    /// <summary>Candidates who have started, each on a connection of their own: their tokens.</summary>
    public async Task<IReadOnlyList<string>> StartAsync(IReadOnlyList<string> codes)
    {
        var tokens = new string[codes.Count];
        await Parallel.ForAsync(0, 32, async (worker, _) =>
        {
            using var wire = await HttpWire.ConnectAsync(server.Api.Address);
            for (var i = worker; i < codes.Count; i += 32)
            {
                tokens[i] = await Device.CheckInAsync(wire, codes[i]);
                await Device.ExpectAsync(wire, HttpWire.Request("POST", "/v1/delivery/start", tokens[i], body: null));
            }
        });
        return tokens;
    }

    /// <summary>The ids of the items of the test, as a candidate sees them.</summary>
    public async Task<IReadOnlyList<string>> ItemsAsync(string token) =>
        [.. (await server.Api.Client(token).GetAsync("/v1/delivery/sitting")).Json["sections"]!.AsArray()
            .SelectMany(section => section!["items"]!.AsArray()).Select(item => item!["id"]!.ToString())];
}

/// <summary>What a candidate's device sends.</summary>
internal static class Device
{
    public static async Task<string> CheckInAsync(HttpWire wire, string code)
    {
        await ExpectAsync(wire, HttpWire.Request("POST", "/v1/delivery/check-in", credential: null, $$"""{"code":"{{code}}"}"""));
        return wire.Member("token");
    }

    public static byte[] Save(string token, string item, long revision, char choice) => HttpWire.Request(
        "PUT", $"/v1/delivery/responses/{item}", token, $$$"""{"revision":{{{revision}}},"answer":{"choice":"{{{choice}}}"}}""");

    public static async ValueTask ExpectAsync(HttpWire wire, ReadOnlyMemory<byte> request)
    {
        var status = await wire.SendAsync(request);
        if (status is < 200 or > 299)
        {
            throw new InvalidOperationException($"{status} {Encoding.UTF8.GetString(wire.Body)} to {Encoding.UTF8.GetString(request.Span)}");
        }
    }
}
