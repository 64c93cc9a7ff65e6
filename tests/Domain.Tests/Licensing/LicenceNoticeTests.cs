using System.Globalization;
using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Tests.Licensing;

/// <summary>What is told of the licence of the year 2026, by when it is looked at and what other licences there are.</summary>
public sealed class LicenceNoticeTests
{
    private readonly Licence _licence = Licence.Start(LicenceKind.Organisation, At("2026-01-01"), At("2025-12-01"));

    [Theory]
    [InlineData("2025-12-31", "", "2026-01-01")]
    [InlineData("2026-01-01", "Activated", "2026-11-02")]
    [InlineData("2026-11-01", "Activated", "2026-11-02")]
    [InlineData("2026-11-02", "Activated SixtyDays", "2026-12-02")]
    [InlineData("2026-12-02", "Activated SixtyDays ThirtyDays", "2026-12-25")]
    [InlineData("2026-12-25", "Activated SixtyDays ThirtyDays SevenDays", "2027-01-01")]
    [InlineData("2027-01-01", "Activated SixtyDays ThirtyDays SevenDays Expired", null)]
    public void A_notice_is_reached_at_its_time_and_the_next_one_is_then_due(string now, string reached, string? next)
    {
        Assert.Equal(reached, string.Join(' ', _licence.Reached(At(now))));

        _licence.Noticed(At(now));

        Assert.Equal(next is null ? null : At(next), _licence.NoticeDueAt);
    }

    [Theory]
    [InlineData("2026-01-01", "Activated")]
    [InlineData("2026-11-02", "Activated SixtyDays")]
    [InlineData("2026-12-30", "Activated SevenDays")] // entered within seven days of its end: the most urgent alone
    [InlineData("2027-01-01", "Expired")]
    public void Of_several_that_are_due_the_most_urgent_about_the_end_is_told(string now, string told) =>
        Assert.Equal(told, Told(now, [.. _licence.Reached(At(now))]));

    [Fact]
    public void What_was_told_before_is_not_told_again()
    {
        Assert.Equal("", Told("2026-12-03", []));
        Assert.Equal("SevenDays", Told("2026-12-25", [LicenceNotice.SevenDays]));
    }

    [Theory]
    [InlineData("2026-12-30", "2027-01-01", "")] // renewed: its end is none
    [InlineData("2027-06-01", "2027-01-01", "")] // nor is it once it is over
    [InlineData("2026-12-30", "2027-02-01", "SevenDays")] // a month without a licence is coming
    [InlineData("2027-01-01", "2027-02-01", "Expired")]
    [InlineData("2027-06-01", "2027-02-01", "")] // entered afterwards, beside a valid one
    [InlineData("2026-12-30", "2025-01-01", "SevenDays")] // the earlier one ended as this began
    public void A_licence_that_another_one_continues_ends_without_notice(string now, string other, string told) =>
        Assert.Equal(told, Told(now, [.. _licence.Reached(At(now)).Where(notice => notice != LicenceNotice.Activated)], At(other)));

    private string Told(string now, LicenceNotice[] reached, params DateTimeOffset[] others)
    {
        var periods = new LicencePeriods([_licence, .. others.Select(start => Licence.Start(LicenceKind.Organisation, start, start))], At(now));
        return string.Join(' ', periods.Telling(_licence, reached));
    }

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
}
