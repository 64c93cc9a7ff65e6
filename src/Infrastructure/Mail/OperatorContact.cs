namespace Cesuur.Infrastructure.Mail;

/// <summary>Where whoever runs the platform is reached.</summary>
/// <param name="Email">Where alarms go; null: into the log only.</param>
public sealed record OperatorContact(string? Email);
