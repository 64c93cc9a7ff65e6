using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Cesuur.Api.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.OpenApi;

/// <summary>The platform's face: the API reference, the list of errors, and the document behind both.</summary>
internal static class DocsPages
{
    private const string Script = "scalar.js";

    private const string Reference = $$"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Cesuur: API reference</title>
        </head>
        <body>
          <noscript><p>The reference needs JavaScript. Without it: <a href="/openapi/v1.json">the OpenAPI document</a>, <a href="/docs/errors">the errors</a>.</p></noscript>
          <div id="reference"></div>
          <script src="/docs/{{Script}}"></script>
          <script>
            Scalar.createApiReference('#reference', {
              url: '/openapi/v1.json',
              withDefaultFonts: false,
              telemetry: false,
              agent: { disabled: true },
              mcp: { disabled: true },
            });
          </script>
        </body>
        </html>
        """;

    /// <summary>Where the build could not fetch the reference's script.</summary>
    private const string Plain = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Cesuur</title></head>
        <body>
          <h1>Cesuur</h1>
          <p>This build was made without npm, so the API reference is missing. There are
          <a href="/openapi/v1.json">the OpenAPI document</a> and <a href="/docs/errors">the errors</a>.</p>
        </body>
        </html>
        """;

    public static void MapDocs(this IEndpointRouteBuilder app)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "docs", Script);
        var docs = app.MapGroup("").ExcludeFromDescription();
        docs.MapGet("/openapi/v1.json", async (ApiDocument document) => TypedResults.Text(await document.PublishedAsync(), "application/json")).Public();
        docs.MapGet("/docs", () => Page(File.Exists(script) ? Reference : Plain)).Public();
        docs.MapGet($"/docs/{Script}", () => File.Exists(script) ? (IResult)TypedResults.PhysicalFile(script, "text/javascript") : TypedResults.NotFound()).Public();
        docs.MapGet("/docs/errors", () => Page(Errors())).Public();
    }

    private static ContentHttpResult Page(string html) => TypedResults.Text(html, "text/html; charset=utf-8");

    private static string Errors()
    {
        var rows = new StringBuilder();
        foreach (var error in ErrorCatalogue.All)
        {
            rows.AppendLine(
                CultureInfo.InvariantCulture,
                $"<tr id=\"{Encode(error.Code)}\"><td><code>{Encode(error.Code)}</code></td><td>{Problems.StatusOf(error.Kind)}</td><td>{Encode(error.Title)}</td></tr>");
        }

        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Cesuur: errors</title>
              <style>
                body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
                table { border-collapse: collapse; width: 100% }
                th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #bbb; vertical-align: top }
              </style>
            </head>
            <body>
              <main>
                <h1>Errors</h1>
                <p>A refusal is a problem (RFC 9457) whose <code>code</code> is one of these; the codes are stable.
                <a href="/docs">API reference</a></p>
                <table>
                  <thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
                  <tbody>
            {{rows}}
                  </tbody>
                </table>
              </main>
            </body>
            </html>
            """;
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
