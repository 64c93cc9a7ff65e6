using Cesuur.Domain.Organisations;

namespace Cesuur.Testing;

/// <summary>A school of one test, called over HTTP.</summary>
public sealed class TestOrganisation(TestApi api, string id, string key)
{
    public TestApi Api => api;

    public string Id => id;

    public Guid Uuid => Domain.Id<Domain.Licensing.Organisation>.Parse(id, null).Value;

    public string Key => key;

    /// <summary>Calls with the organisation's first key, which may everything.</summary>
    public TestClient Admin { get; } = api.Client(key);

    /// <summary>The sample test of a skill.</summary>
    public async Task<string> TestAsync(string skill) => (await Admin.GetAsync($"/v1/tests?skill={skill}")).Get("data[0].id");

    public async Task<string> CandidateAsync(string name = "Amira Haddad") =>
        (await Admin.PostAsync("/v1/candidates", new { name })).Get("id");

    /// <summary>An access code for a new candidate.</summary>
    public async Task<string> CodeAsync(string skill) =>
        (await Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await CandidateAsync() }, testIds = new[] { await TestAsync(skill) } }))
        .Get("invitations[0].code");

    /// <summary>A candidate who has checked in and, unless told otherwise, started.</summary>
    public async Task<TestSitting> SittingAsync(string skill, bool start = true)
    {
        var sitting = await TestSitting.CheckInAsync(api, await CodeAsync(skill));
        if (start)
        {
            await sitting.Candidate.PostAsync("/v1/delivery/start");
        }

        return sitting;
    }

    public async Task<string> DepartmentAsync(string name = "Inburgering") =>
        (await Admin.PostAsync("/v1/departments", new { name })).Get("id");

    public async Task<string> GroupAsync(string? departmentId = null) =>
        (await Admin.PostAsync("/v1/groups", new { name = "Groep A2", departmentId })).Get("id");

    /// <summary>A group with the candidate in it, and a signed-in teacher who teaches it.</summary>
    public async Task<TestUser> TeacherOfAsync(string candidate, string? departmentId = null)
    {
        var group = await GroupAsync(departmentId);
        var teacher = await UserAsync(["teacher"], departmentId);
        await Admin.PutAsync($"/v1/groups/{group}/candidates/{candidate}");
        await Admin.PutAsync($"/v1/groups/{group}/teachers/{teacher.Id}");
        return teacher;
    }

    /// <summary>A key of this department alone, with all that a department's key can have.</summary>
    public async Task<TestClient> DepartmentKeyAsync(string departmentId) => api.Client((await Admin.PostAsync(
        "/v1/api-keys", new { name = "Department", departmentId, scopes = RolePermissions.Of([Role.DepartmentAdmin]) })).Get("key"));

    /// <summary>A user who has activated the account and signed in.</summary>
    public async Task<TestUser> UserAsync(string[] roles, string? departmentId = null)
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var created = await Admin.PostAsync("/v1/users", new { name = "Noor de Vries", email, roles, departmentId });
        var mails = await api.Operator.GetAsync("/v1/platform/mails");
        var body = mails.Json["data"]!.AsArray().First(mail => mail!["recipient"]!.ToString() == email)!["body"]!.ToString();
        var token = body.Split('\n').First(line => line.StartsWith("cat_activate_", StringComparison.Ordinal));
        await api.Client(null).PostAsync("/v1/auth/activation", new { token, password = "een-lang-wachtwoord" });
        var signedIn = await api.Client(null).PostAsync("/v1/auth/login", new { organisation = id, email, password = "een-lang-wachtwoord" });
        return new TestUser(api.Client(signedIn.Get("accessToken")), created.Get("id"));
    }
}

/// <summary>A user of an organisation, signed in.</summary>
public sealed record TestUser(TestClient Client, string Id);

/// <summary>A candidate at a test.</summary>
public sealed record TestSitting(string Id, string Code, TestClient Candidate)
{
    /// <summary>The token by which the device holds the sitting.</summary>
    public string Token { get; init; } = "";

    public static async Task<TestSitting> CheckInAsync(TestApi api, string code)
    {
        var checkedIn = await api.Client(null).PostAsync("/v1/delivery/check-in", new { code });
        return new TestSitting(checkedIn.Get("sittingId"), code, api.Client(checkedIn.Get("token"))) { Token = checkedIn.Get("token") };
    }

    /// <summary>The items of the current step, in order.</summary>
    public async Task<IReadOnlyList<string>> ItemsAsync()
    {
        var state = await Candidate.GetAsync("/v1/delivery/sitting");
        return [.. state.Json["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray()).Select(item => item!["id"]!.ToString())];
    }
}
