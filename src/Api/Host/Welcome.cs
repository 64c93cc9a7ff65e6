using Cesuur.Api.Samples;

namespace Cesuur.Api.Host;

/// <summary>What development says once it listens.</summary>
internal static class Welcome
{
    public static void Print(WebApplication app, IReadOnlyList<SeededOrganisation> seeded)
    {
        var address = app.Urls.First();
        var school = seeded.First(organisation => organisation.Role == "organisation");
        Console.WriteLine($"""

            Cesuur listens at {address}; the docs are at {address}/docs

            {string.Join("\n", seeded.Select(organisation => $"  {organisation.Role,-13} {organisation.Name,-26} {organisation.Key}"))}

            Try:
              curl {address}/v1/tests -H 'Authorization: Bearer {school.Key}'

            """);
    }
}
