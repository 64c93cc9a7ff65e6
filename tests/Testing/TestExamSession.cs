namespace Cesuur.Testing;

/// <summary>Candidates who take a test together.</summary>
public sealed record TestExamSession(string Id, IReadOnlyList<(string Candidate, string Invitation, string Code)> Registered)
{
    /// <summary>A session that has begun, with so many candidates on the sample test of a skill.</summary>
    public static async Task<TestExamSession> CreateAsync(TestOrganisation school, int candidates, string skill = "reading")
    {
        var test = await school.TestAsync(skill);
        var ids = new List<string>();
        for (var i = 0; i < candidates; i++)
        {
            ids.Add(await school.CandidateAsync($"Kandidaat {i}"));
        }

        var now = TimeProvider.System.GetUtcNow();
        var session = (await school.Admin.PostAsync("/v1/sessions", new
        {
            title = "Leestoets",
            testIds = new[] { test },
            startsAt = now.AddMinutes(-5),
            endsAt = now.AddHours(3),
            capacity = candidates + 5,
        })).Get("id");
        var invited = (await school.Admin.PostAsync("/v1/invitations", new { candidateIds = ids, testIds = new[] { test } })).Json["invitations"]!.AsArray();
        await school.Admin.PostAsync($"/v1/sessions/{session}/registrations", new { invitationIds = invited.Select(one => one!["id"]!.ToString()) });
        return new TestExamSession(session, [.. invited.Select(one => (one!["candidateId"]!.ToString(), one["id"]!.ToString(), one["code"]!.ToString()))]);
    }
}
