using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>Gives every request an id that its answer carries, in <c>Request-Id</c> and in a problem.</summary>
internal static class RequestIds
{
    private const string Item = "cesuur.request-id";

    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var id = TypeId.Format("req", Guid.CreateVersion7());
        context.Items[Item] = id;
        context.Response.OnStarting(() =>
        {
            // At the last moment: a problem begins with no headers.
            context.Response.Headers["Request-Id"] = id;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            if (context.Request.Path.StartsWithSegments("/v1") && (context.Response.StatusCode >= 400 || context.Response.Headers.CacheControl.Count == 0))
            {
                context.Response.Headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next();
    });

    public static string Of(HttpContext context) => (string)context.Items[Item]!;
}
