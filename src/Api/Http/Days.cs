namespace Cesuur.Api.Http;

/// <summary>Days are those of the Netherlands, wherever the server stands.</summary>
internal static class Days
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    public static DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(Local(time).DateTime);

    /// <summary>A time of day there; before there are times at all, the first that there is.</summary>
    public static DateTimeOffset At(DateTime local)
    {
        var offset = Zone.GetUtcOffset(local);
        return local - DateTime.MinValue > offset ? new DateTimeOffset(local, offset).ToUniversalTime() : DateTimeOffset.MinValue;
    }

    /// <summary>Its first moment.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The first moment after it; of the last day that there is, the last moment that there is.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => day < DateOnly.MaxValue ? StartOf(day.AddDays(1)) : DateTimeOffset.MaxValue;
}
