namespace Cesuur.Infrastructure.Payments;

/// <summary>A provider did not do what was asked of it; with its own words and request id, for the log and never for callers.</summary>
public sealed class PaymentException(string message, Exception? inner = null) : Exception(message, inner);
