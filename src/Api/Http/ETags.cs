using System.Globalization;
using Cesuur.Domain;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Http;

/// <summary>The version of a row (<c>xmin</c>) as <c>ETag</c>, and <c>If-Match</c> against it.</summary>
internal static class ETags
{
    public static void SetETag(this HttpContext context, AppDb db, object entity) => context.SetETag(Of(db, entity));

    /// <summary>Of a row that was not read whole.</summary>
    public static void SetETag(this HttpContext context, uint xmin) => context.SetETag(Write(xmin));

    /// <summary>Of what is versioned otherwise than by one row.</summary>
    public static void SetETag(this HttpContext context, string version) => context.Response.Headers.ETag = version;

    /// <summary>Refuses a change of what the caller has not seen. A change in between is caught by the save.</summary>
    /// <exception cref="DomainException"><c>stale</c></exception>
    public static void CheckIfMatch(this HttpContext context, AppDb db, object entity) => context.CheckIfMatch(Of(db, entity));

    /// <exception cref="DomainException"><c>stale</c></exception>
    public static void CheckIfMatch(this HttpContext context, string version)
    {
        var expected = context.Request.Headers.IfMatch;
        if (expected.Count > 0 && expected != "*" && !expected.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(version))
        {
            throw new DomainException(HttpErrors.Stale);
        }
    }

    /// <summary>Of a row, or of none where there may come one.</summary>
    public static string OfOrNone(AppDb db, object? entity) => entity is null ? "\"0\"" : Of(db, entity);

    private static string Of(AppDb db, object entity) => Write((uint)db.Entry(entity).Property("xmin").CurrentValue!);

    private static string Write(uint xmin) => string.Create(CultureInfo.InvariantCulture, $"\"{xmin}\"");
}
