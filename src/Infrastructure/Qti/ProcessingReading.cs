using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Infrastructure.Qti;

/// <summary>The response processing of an item as read, and why it cannot be evaluated, if it cannot.</summary>
public sealed record ProcessingReading(ResponseProcessing Processing, IReadOnlyList<ProcessingFinding> Findings);
