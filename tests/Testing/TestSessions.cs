using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cesuur.Testing;

/// <summary>A candidate who is invited, with the code.</summary>
public sealed record TestInvited(string Id, string CandidateId, string Code);

/// <summary>Exam sessions, over HTTP.</summary>
public static class TestSessions
{
    /// <summary>A moment around today.</summary>
    public static async Task<string> ExamMomentAsync(this TestOrganisation school)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        return (await school.Admin.PostAsync("/v1/exam-moments", new { name = "Voorjaar", from = today.AddDays(-10), to = today.AddDays(10) })).Get("id");
    }

    /// <summary>A session for the sample of reading that is under way for three hours, unless told otherwise.</summary>
    public static async Task<string> ExamSessionAsync(this TestOrganisation school, object? with = null) =>
        (await school.Admin.PostAsync("/v1/sessions", await school.SessionBodyAsync(with))).Get("id");

    public static async Task<JsonObject> SessionBodyAsync(this TestOrganisation school, object? with = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var body = new JsonObject
        {
            ["title"] = "Lezen, ochtend",
            ["testIds"] = new JsonArray(await school.TestAsync("reading")),
            ["startsAt"] = now.AddMinutes(-1),
            ["endsAt"] = now.AddHours(3),
            ["capacity"] = 20,
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(with ?? new { }, JsonSerializerOptions.Web)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return body;
    }

    /// <summary>Somebody invited to a test, the sample of reading unless told otherwise.</summary>
    public static async Task<TestInvited> InvitedAsync(this TestOrganisation school, string? test = null, string name = "Amira Haddad")
    {
        var invited = await school.Admin.PostAsync(
            "/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync(name) }, testIds = new[] { test ?? await school.TestAsync("reading") } });
        return new TestInvited(invited.Get("invitations[0].id"), invited.Get("invitations[0].candidateId"), invited.Get("invitations[0].code"));
    }

    public static Task<Answer> RegisterAsync(this TestOrganisation school, string session, params string[] invitations) =>
        school.Admin.PostAsync($"/v1/sessions/{session}/registrations", new { invitationIds = invitations });

    public static Task<Answer> AttendAsync(this TestOrganisation school, string session, TestInvited who, string presence, bool identityChecked = false, bool? paid = null) =>
        school.Admin.SendAsync(HttpMethod.Put, $"/v1/sessions/{session}/attendance/{who.CandidateId}", new { presence, identityChecked, paid });
}
