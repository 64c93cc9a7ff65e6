using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>What a document of a package refers to.</summary>
/// <param name="File">Its name in the package, for findings.</param>
/// <param name="MediaOf">The file behind an address as it stands in the document; absent when the package has none that can be shown.</param>
/// <param name="StimulusOf">The stimulus behind an address; absent when there is none that could be read.</param>
public sealed record QtiContext(string File, Func<string, Id<Media>?> MediaOf, Func<string, Stimulus?> StimulusOf);
