namespace Cesuur.Api.Http;

/// <summary>Days are those of the Netherlands, wherever the server stands.</summary>
internal static class Days
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    public static DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(Local(time).DateTime);

    /// <summary>A time of day there.</summary>
    public static DateTimeOffset At(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();

    /// <summary>Its first moment.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));
}
