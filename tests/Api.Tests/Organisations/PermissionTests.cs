using System.Net;
using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Organisations;

/// <summary>Every cell of the published table, asked of the API: a user of the role, a route that needs the permission.</summary>
[Collection(ApiCollection.Name)]
public sealed class PermissionTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("admin")]
    [InlineData("department_admin")]
    [InlineData("teacher")]
    [InlineData("rater")]
    [InlineData("invigilator")]
    public async Task A_role_may_what_the_published_table_says_and_nothing_else(string role)
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = role == "department_admin" ? await school.DepartmentAsync() : null;
        var user = await school.UserAsync([role], department);
        var wrong = new List<string>();
        foreach (var (permission, allowed) in Column(role))
        {
            foreach (var route in RoutesOf(permission))
            {
                // Ids are those of the pattern, so that nothing is found, and there is no body.
                var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0];
                var path = "/" + route.RoutePattern.RawText!.TrimStart('/');
                var answer = await user.Client.SendAsync(new HttpMethod(method), path);
                var refused = answer.Status == HttpStatusCode.Forbidden;
                if (refused == allowed || (int)answer.Status >= 500)
                {
                    wrong.Add($"{role} {method} {path} ({permission}): {answer}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_permission_is_needed_by_some_route() =>
        Assert.All(Permission.All, permission => Assert.NotEmpty(RoutesOf(permission.Name)));

    private IEnumerable<RouteEndpoint> RoutesOf(string permission) => _api.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<Access>()?.Permission?.Name == permission);

    private static IEnumerable<(string Permission, bool Allowed)> Column(string role)
    {
        var rows = Repository.Read("docs/permissions.md").Split('\n')
            .SkipWhile(line => !line.StartsWith("| permission |", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        var column = Array.IndexOf(rows[0], role);
        return rows.Skip(2).Select(row => (row[0].Trim('`'), row[column] == "yes"));
    }
}
