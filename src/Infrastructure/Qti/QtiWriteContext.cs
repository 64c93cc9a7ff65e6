using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Where a document that is written finds what it refers to.</summary>
/// <param name="FileOf">The file of a media in the package.</param>
/// <param name="StimulusHref">The address of a stimulus' own document.</param>
public sealed record QtiWriteContext(Func<Id<Media>, QtiFile> FileOf, Func<Stimulus, string> StimulusHref);
