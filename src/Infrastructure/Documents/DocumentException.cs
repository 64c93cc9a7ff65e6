namespace Cesuur.Infrastructure.Documents;

/// <summary>A document could not be made: the template refused the data, or making it took too long or too much.</summary>
#pragma warning disable CA1032 // Without saying what went wrong it would be of no use
public sealed class DocumentException(string message, Exception? cause = null) : Exception(message, cause);
#pragma warning restore CA1032
