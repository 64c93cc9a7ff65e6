namespace Cesuur.Domain.Catalogue;

/// <summary>What a test measures: one of the four language skills (T), or the theory of a trade (E).</summary>
public enum Skill
{
    Reading,
    Listening,
    Writing,
    Speaking,
    Theory,
}
