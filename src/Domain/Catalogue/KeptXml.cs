namespace Cesuur.Domain.Catalogue;

/// <summary>
/// What a QTI document holds beyond our model, such as catalogs and feedback, as it was read: shown to nobody, and
/// written back on export.
/// </summary>
/// <param name="Place">The element that it is a child of, such as <c>qti-assessment-item</c>.</param>
/// <param name="Xml">One element, with its namespaces.</param>
public sealed record KeptXml(string Place, string Xml);
