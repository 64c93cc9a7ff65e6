namespace Cesuur.Api.Tests.Documents;

/// <summary>Data of the shapes that the two reports ask for.</summary>
internal static class ReportData
{
    public static object Candidate(string name) => new
    {
        Organisation = new { Name = "Taalschool De Brug" },
        Candidate = new { Name = name, Number = "2026-0317", DateOfBirth = new DateOnly(1994, 2, 3) },
        GeneratedAt = new DateTimeOffset(2026, 3, 12, 0, 30, 0, TimeSpan.FromHours(1)),
        Results = new object[]
        {
            new
            {
                TestTitle = "Lezen, oefentoets 3",
                Skill = "reading",
                Level = "B1",
                TakenOn = new DateOnly(2026, 3, 2),
                Points = 28,
                MaxPoints = 35,
                CutScore = 22,
                Outcome = "pass",
                Mark = 7.0m,
                Sections = new[] { new { Title = "De huisarts", Points = 6, MaxPoints = 6 } },
                Tasks = Array.Empty<object>(),
            },
            new
            {
                TestTitle = "Schrijven, oefentoets 1",
                Skill = "writing",
                Level = (string?)null,
                TakenOn = new DateOnly(2026, 3, 3),
                Points = 29.5m,
                MaxPoints = 47,
                CutScore = 31,
                Outcome = "fail",
                ScaleScore = 489,
                Sections = Array.Empty<object>(),
                Tasks = new[]
                {
                    new
                    {
                        Title = "Een e-mail aan de buren",
                        Points = 5.5m,
                        MaxPoints = 8,
                        Criteria = new[] { new { Title = "Grammatica", Points = 1.5m, MaxPoints = 2 } },
                    },
                },
            },
        },
    };

    public static object Group(int size, Func<int, string> name) => new
    {
        Organisation = new { Name = "Taalschool De Brug" },
        GroupName = "Avondgroep 4B",
        GeneratedAt = new DateTimeOffset(2026, 3, 12, 14, 5, 0, TimeSpan.FromHours(1)),
        Tests = new[]
        {
            new
            {
                TestTitle = "Luisteren, oefentoets 2",
                Level = "B1",
                MaxPoints = 40,
                CutScore = 26,
                Rows = Enumerable.Range(0, size).Select(i => new
                {
                    CandidateName = name(i),
                    Number = i % 5 == 0 ? null : $"2026-{i:0000}",
                    TakenOn = new DateOnly(2026, 3, 2),
                    Points = i % 41,
                    Outcome = i % 41 < 26 ? "fail" : "pass",
                }),
                Summary = new { Count = size, Passed = size / 3, MeanPoints = 19.96m },
            },
        },
    };
}
