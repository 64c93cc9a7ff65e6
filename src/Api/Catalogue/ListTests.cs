using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

public sealed record TestResponse
{
    public required Id<Test> Id { get; init; }

    /// <summary>The organisation whose test it is.</summary>
    public required Id<Organisation> PublisherId { get; init; }

    public required string Title { get; init; }

    public required Skill Skill { get; init; }

    public Level? Level { get; init; }

    /// <summary>The field of study, such as <c>zorg-en-welzijn</c>; absent: of none.</summary>
    public string? Field { get; init; }

    /// <summary>The programme of the state exam (P); absent: of none.</summary>
    public Programme? Programme { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static TestResponse From(Test test) => new()
    {
        Id = test.Id,
        PublisherId = test.TenantId,
        Title = test.Title,
        Skill = test.Skill,
        Level = test.Level,
        Field = test.Field,
        Programme = test.Programme,
        CreatedAt = test.CreatedAt,
    };
}

/// <summary>The organisation's own tests and those that it is entitled to; for a user bound to fields of study, those of the fields.</summary>
internal sealed class ListTests : IEndpoint
{
    private static readonly Sorting<Test> Sorting = new(
        Sorting<Test>.By("title", test => test.SearchKey),
        Sorting<Test>.By("createdAt", test => test.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests", Handle)
        .Requires(Permission.TestsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<TestResponse>> Handle([AsParameters] PageRequest page, string? skill, string? field, AppDb db, CancellationToken cancel)
    {
        var tests = db.UsableTests().AsNoTracking();
        if (Filters.Enum<Skill>("skill", skill) is { } wanted)
        {
            tests = tests.Where(test => test.Skill == wanted);
        }

        if (field is not null)
        {
            tests = tests.Where(test => test.Field == field);
        }

        return Sorting.PageAsync(tests, page, TestResponse.From, cancel);
    }
}
