using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>What a candidate has before them at one time.</summary>
public sealed record PreviewStepResponse
{
    public required IReadOnlyList<CandidateSection> Sections { get; init; }
}

/// <summary>Where a sound, video or picture that a stimulus names can be fetched, as often as one likes, for 15 minutes.</summary>
public sealed record PreviewMediaResponse
{
    public required Id<Media> MediaId { get; init; }

    public required string Url { get; init; }
}

/// <summary>A version as a candidate would get it, with nothing of keys and rubrics.</summary>
public sealed record PreviewResponse
{
    /// <summary>The order of all that is shuffled; the same seed gives the same order for ever.</summary>
    public required long Seed { get; init; }

    /// <summary>For before the test begins, a fragment of HTML.</summary>
    public string? Instructions { get; init; }

    /// <summary>In the order in which a candidate passes them.</summary>
    public required IReadOnlyList<PreviewStepResponse> Steps { get; init; }

    /// <summary>The files of the stimuli. Those in texts have their addresses there.</summary>
    public required IReadOnlyList<PreviewMediaResponse> Media { get; init; }
}

/// <summary>A version, also a draft, as a candidate with this seed (0 unless given) would get it.</summary>
internal sealed class PreviewVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/preview", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<PreviewResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, long? seed, AppDb db, MediaAddresses addresses, Clock clock, CancellationToken cancel)
    {
        var content = await db.OwnVersions(testId).Where(version => version.Id == versionId).Select(version => version.Content).RequireAsync(cancel);
        var until = clock.Real + MediaAddresses.Lifetime;
        string AddressOf(Id<Media> media) => addresses.For(db.TenantId, media, until);
        var view = new CandidateView(seed ?? 0, AddressOf);
        return new PreviewResponse
        {
            Seed = view.Seed,
            Instructions = view.TextOrNone(content.Instructions),
            Steps =
            [
                .. from step in TestSteps.Of(content).Steps
                   select new PreviewStepResponse { Sections = [.. step.Sections.Select(section => CandidateSection.From(section, view))] },
            ],
            Media =
            [
                .. from stimulus in content.Sections.SelectMany(section => section.Stimuli)
                   where stimulus.MediaId is not null
                   let media = stimulus.MediaId.GetValueOrDefault()
                   select new PreviewMediaResponse { MediaId = media, Url = AddressOf(media) },
            ],
        };
    }
}
