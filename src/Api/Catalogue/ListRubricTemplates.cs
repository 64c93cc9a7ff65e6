using Cesuur.Api.Http;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;

namespace Cesuur.Api.Catalogue;

/// <summary>Ready-made rubrics for the writing and speaking tasks of the state exam (N annex 1 and 2), to take over as they are or to change.</summary>
public sealed record RubricTemplatesResponse
{
    public required IReadOnlyList<RubricTemplate> Data { get; init; }
}

/// <summary>Rubrics to begin with, in Dutch (<c>language=nl</c>, unless said otherwise) or English (<c>en</c>). All of them at once.</summary>
internal sealed class ListRubricTemplates : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rubric-templates", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.Invalid);

    private static RubricTemplatesResponse Handle(string? language) =>
        new() { Data = RubricTemplates.In(Filters.Enum<RubricLanguage>("language", language) ?? RubricLanguage.Nl) };
}
