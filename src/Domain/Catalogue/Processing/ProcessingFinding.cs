namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>Why a response processing cannot be evaluated as it was meant.</summary>
/// <param name="Path">The place, such as <c>response-processing/response-condition[2]/response-if/match</c>.</param>
/// <param name="Code">One of <see cref="ProcessingFindings"/>.</param>
/// <param name="Detail">A sentence about this occurrence.</param>
public sealed record ProcessingFinding(string Path, string Code, string Detail);
