using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

/// <summary>A school with departments and what is done with their credits.</summary>
internal static class Departments
{
    public static async Task<string> CandidateOfAsync(this TestOrganisation school, string? department, string name = "Bilal Aydin") =>
        (await school.Admin.PostAsync("/v1/candidates", new { name, departmentId = department })).Get("id");

    /// <summary>Invites new candidates of these departments to the sample test of reading; the answer may be a refusal.</summary>
    public static async Task<Answer> InviteAsync(this TestOrganisation school, params string?[] departments)
    {
        var candidates = new List<string>();
        foreach (var department in departments)
        {
            candidates.Add(await school.CandidateOfAsync(department));
        }

        return await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", new { candidateIds = candidates, testIds = new[] { await school.TestAsync("reading") } });
    }

    public static Task<Answer> AllocateAsync(this TestOrganisation school, string department, int amount) =>
        school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/allocations", new { departmentId = department, amount });

    public static Task<Answer> ChangeAsync(this TestOrganisation school, object patch) => school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", patch);

    public static Task<Answer> DeactivateAsync(this TestOrganisation school, params string[] invitations) =>
        school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations/deactivations", new { invitationIds = invitations });
}
