namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>The codes of what is found in a response processing.</summary>
public static class ProcessingFindings
{
    public const string RuleUnknown = "rule_unknown";
    public const string RuleOrder = "rule_order";
    public const string ExpressionUnknown = "expression_unknown";
    public const string ExpressionUnsupported = "expression_unsupported";
    public const string OperandCount = "operand_count";
    public const string TypeMismatch = "type_mismatch";
    public const string AttributeInvalid = "attribute_invalid";
    public const string VariableUnknown = "variable_unknown";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string CorrectResponseMissing = "correct_response_missing";
    public const string MappingMissing = "mapping_missing";
    public const string LookupTableMissing = "lookup_table_missing";
    public const string ValueInvalid = "value_invalid";
    public const string DeclarationInvalid = "declaration_invalid";
    public const string DeclarationUnsupported = "declaration_unsupported";
    public const string ScoreNeverSet = "score_never_set";
    public const string ScoreAboveMaximum = "score_above_maximum";
    public const string PointsOutOfRange = "points_out_of_range";
    public const string MaximumUnknown = "maximum_unknown";
    public const string TemplateUnknown = "template_unknown";
    public const string AdaptiveUnsupported = "adaptive_unsupported";
    public const string TemplateProcessingUnsupported = "template_processing_unsupported";
    public const string TooLarge = "processing_too_large";
}
