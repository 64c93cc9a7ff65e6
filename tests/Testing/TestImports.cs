using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Cesuur.Testing;

/// <summary>Files sent to be imported.</summary>
public static class TestImports
{
    /// <summary>The answer to the upload itself.</summary>
    public static async Task<Answer> UploadAsync(this TestClient client, byte[] file, string query = "", params (string Name, string Value)[] headers)
    {
        using var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent("a-boundary-that-stays") { { part, "file", "candidates" } };
        return await client.SendAsync(HttpMethod.Post, "/v1/candidates/imports" + query, form, headers);
    }

    /// <summary>The answer to a file sent to another route.</summary>
    public static async Task<Answer> UploadToAsync(this TestClient client, string path, byte[] file)
    {
        using var part = new ByteArrayContent(file);
        using var form = new MultipartFormDataContent { { part, "file", "file" } };
        return await client.SendAsync(HttpMethod.Post, path, form);
    }

    /// <summary>The job of the import, once it has ended.</summary>
    public static Task<Answer> ImportAsync(this TestOrganisation organisation, string csv, string query = "") =>
        organisation.ImportAsync(Encoding.UTF8.GetBytes(csv), query);

    public static async Task<Answer> ImportAsync(this TestOrganisation organisation, byte[] file, string query = "", TestClient? client = null) =>
        await organisation.JobAsync((await (client ?? organisation.Admin).UploadAsync(file, query)).Expect(HttpStatusCode.Accepted).Get("id"));
}
