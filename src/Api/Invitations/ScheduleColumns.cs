using Cesuur.Api.People;

namespace Cesuur.Api.Invitations;

/// <summary>The columns of a file by which a school schedules: who, as in a file of candidates, and then what and when.</summary>
internal static class ScheduleColumns
{
    public static readonly ImportColumn Test = new("test", "test", "toets", "testid", "toetsid") { IsRequired = true };
    public static readonly ImportColumn OpensAt = new("opensAt", "opensat", "from", "vanaf");
    public static readonly ImportColumn ClosesAt = new("closesAt", "closesat", "until", "tot");
    public static readonly ImportColumn ExtraTimePercent = new("extraTimePercent", "extratimepercent", "extratijdprocent");
    public static readonly ImportColumn ExtraTimeMinutes = new("extraTimeMinutes", "extratimeminutes", "extratijdminuten");
    public static readonly ImportColumn ExtraPlays = new("extraPlays", "extraplays", "extraafspelen");
    public static readonly ImportColumn Breaks = new("breaks", "breaks", "pauzes");
    public static readonly ImportColumn BreakMinutes = new("breakMinutes", "breakminutes", "pauzeminuten");
    public static readonly ImportColumn Paper = new("paper", "paper", "papier");

    public static readonly IReadOnlyList<ImportColumn> All =
        [.. ImportColumns.All, Test, OpensAt, ClosesAt, ExtraTimePercent, ExtraTimeMinutes, ExtraPlays, Breaks, BreakMinutes, Paper];
}
