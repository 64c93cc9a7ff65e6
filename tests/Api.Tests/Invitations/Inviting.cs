using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Invitations;

internal static class Inviting
{
    /// <summary>A published test of the school's own with these policies; who answers nothing fails it.</summary>
    public static async Task<string> OwnTestAsync(this TestOrganisation school, object policies)
    {
        var draft = await school.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1")));
        (await school.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { policies })).Expect(HttpStatusCode.OK);
        return (await draft.PublishAsync()).TestId;
    }

    public static Task<Answer> InviteAsync(this TestOrganisation school, string candidate, string test, object? window = null, bool repeat = false) =>
        school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { test }, window, repeat });

    public static JsonArray Array(this Answer answer, string path) => answer.Node(path)!.AsArray();

    public static string[] Strings(this JsonArray array, string member) => [.. array.Select(item => item![member]!.ToString())];
}
